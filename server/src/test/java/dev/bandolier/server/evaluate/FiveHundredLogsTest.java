package dev.bandolier.server.evaluate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The value of a known policy from five hundred logs of another. What is found is logged, for the README. Each assertion of bias fails for one
 * seed in 22, each of coverage for one in 700 where it is just 95 %; the seeds are fixed.
 */
final class FiveHundredLogsTest {

  private static final System.Logger LOG = System.getLogger(FiveHundredLogsTest.class.getName());
  private static final int RUNS = 500;
  private static final int ROWS = 500;
  private static final double[] UNIFORM = {0.2, 0.2, 0.2, 0.2, 0.2};
  private static final double[] FIXED = {0.0002, 0.0002, 0.9992, 0.0002, 0.0002};

  private double value;
  private final ValueEstimates[] runs = new ValueEstimates[RUNS];

  @ParameterizedTest
  @EnumSource(names = {"POLICY_TYPE_UNIFORM", "POLICY_TYPE_FIXED"})
  void estimators_areUnbiasedAndCover_andDrErrsNoMoreThanIps(PolicyType type) throws IOException {
    value = LoggedWorld.value(type == PolicyType.POLICY_TYPE_UNIFORM ? UNIFORM : FIXED);
    for (int run = 0; run < RUNS; run++) {
      runs[run] = EvaluatorTest.frozen(LoggedWorld.rows(run, ROWS), type).estimates();
    }
    tell(type + " ips", ValueEstimates::ips);
    tell(type + " snips", ValueEstimates::snips);
    tell(type + " dr", ValueEstimates::dr);
    tell(type + " switch_dr", ValueEstimates::switchDr);
    tell(type + " dm", ValueEstimates::dm);
    assertUnbiased(ValueEstimates::ips);
    assertUnbiased(ValueEstimates::dr);
    assertCovers(ValueEstimates::ips);
    assertCovers(ValueEstimates::snips);
    assertCovers(ValueEstimates::dr);
    assertTrue(error(ValueEstimates::dr) <= error(ValueEstimates::ips));
  }

  private void tell(String name, Function<ValueEstimates, Estimate> which) {
    LOG.log(
        System.Logger.Level.INFO,
        String.format(
            Locale.ROOT,
            "%s: bias %.1f standard errors, error %.4f, fixed intervals %d, sequences %d of %d",
            name,
            bias(which),
            error(which),
            count(run -> which.apply(run).fixed()),
            count(run -> which.apply(run).anytime()),
            RUNS));
  }

  /** In standard errors of it. */
  private double bias(Function<ValueEstimates, Estimate> which) {
    Moments found = new Moments();
    Arrays.stream(runs).forEach(run -> found.add(which.apply(run).value()));
    return (found.mean() - value) / Math.sqrt(found.variance() / RUNS);
  }

  private void assertUnbiased(Function<ValueEstimates, Estimate> which) {
    assertTrue(Math.abs(bias(which)) <= 2, bias(which) + " standard errors");
  }

  private void assertCovers(Function<ValueEstimates, Estimate> which) {
    long fixed = count(run -> which.apply(run).fixed());
    assertTrue(fixed >= RUNS * (0.95 - 3 * Math.sqrt(0.95 * 0.05 / RUNS)), fixed + " fixed");
    if (!Double.isNaN(which.apply(runs[0]).anytime().low())) {
      assertTrue(count(run -> which.apply(run).anytime()) >= 0.95 * RUNS);
    }
  }

  private long count(Function<ValueEstimates, Interval> which) {
    return Arrays.stream(runs).filter(run -> which.apply(run).contains(value)).count();
  }

  private double error(Function<ValueEstimates, Estimate> which) {
    return Math.sqrt(
        Arrays.stream(runs)
            .mapToDouble(run -> Math.pow(which.apply(run).value() - value, 2))
            .average()
            .orElseThrow());
  }
}
