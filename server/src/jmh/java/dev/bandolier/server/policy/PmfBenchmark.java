package dev.bandolier.server.policy;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the probabilities of K scored arms cost, floor included. {@code LEARNING} arms all lie within a
 * few widths, so that every one of them counts; of {@code LEARNED} ones most are out of the race. What it
 * cannot prove: that a campaign's arms are spread like either.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PmfBenchmark {

  private static final int CASES = 256;

  /** How far along the slot is. */
  public enum Stage {
    LEARNING(1.0),
    LEARNED(20.0);

    /** How far the means lie apart, in widths. */
    private final double spread;

    Stage(double spread) {
      this.spread = spread;
    }
  }

  @Param({"2", "10", "100", "1000"})
  int arms;

  @Param Stage stage;

  private final Policy policy = new LinearThompson(LinearThompson.DEFAULT_ALPHA);
  private final Estimates[] cases = new Estimates[CASES];
  private double[] pmf;
  private int turn;

  @Setup
  public void believe() {
    SplittableRandom random = new SplittableRandom(1);
    pmf = new double[arms];
    for (int i = 0; i < CASES; i++) {
      cases[i] = new Estimates();
      cases[i].resize(arms);
      for (int arm = 0; arm < arms; arm++) {
        double mean = 0.05 + 0.01 * stage.spread * random.nextGaussian();
        cases[i].set(arm, mean, 0.01 * (0.5 + random.nextDouble()));
      }
    }
  }

  /** Thompson sampling. */
  @Benchmark
  public double[] probabilities() {
    turn = turn + 1 & CASES - 1;
    policy.probabilities(cases[turn], pmf);
    Floor.mix(pmf, arms, Floor.DEFAULT);
    return pmf;
  }
}
