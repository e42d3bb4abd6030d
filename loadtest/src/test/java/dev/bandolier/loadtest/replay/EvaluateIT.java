package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A log that was made elsewhere, against the real server. Left out where the data is not there. */
@Tag("once")
final class EvaluateIT {
  private static final Path DATA = Path.of(System.getProperty("bandolier.data", "none"));
  private static final int ROWS = 1_500;

  @TempDir private Path folder;

  @Test
  void everyEstimator_onTheOpenBanditData_equalsTheHandComputedOne() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "no data at " + DATA + ": nothing is evaluated");
    LoggedProblem problem = problem();
    int arms = problem.arms().count();
    double[] uniform = new double[arms];
    Arrays.fill(uniform, 1.0 / arms);
    double[] fixed = new double[arms];
    Arrays.fill(fixed, 0.001 / arms);
    fixed[0] += 0.999;
    JsonNode found = evaluate("UNIFORM,FIXED");
    assertEqual(found.at("/policies/UNIFORM"), new HandEvaluation(problem, uniform));
    assertEqual(found.at("/policies/FIXED"), new HandEvaluation(problem, fixed));
  }

  private static void assertEqual(JsonNode found, HandEvaluation hand) {
    assertThat(found.path("rounds").asInt()).isEqualTo(ROWS);
    assertThat(found.path("value_of").asText()).isEqualTo("frozen");
    JsonNode estimators = found.path("estimators");
    hand.found.forEach(
        (name, value) -> {
          boolean estimator = estimators.has(name);
          JsonNode node =
              estimator ? estimators.at("/" + name + "/value") : estimators.at("/ips/" + name);
          assertThat(node.asDouble()).as(name).isCloseTo(value, within(1e-9));
        });
    assertThat(estimators.path("slate").isNull()).isTrue();
    for (String name : new String[] {"ips", "snips", "dr"}) {
      JsonNode each = estimators.path(name);
      assertThat(each.path("low").asDouble()).isLessThanOrEqualTo(each.path("value").asDouble());
      assertThat(each.path("high").asDouble()).isGreaterThan(each.path("value").asDouble());
    }
    assertThat(estimators.at("/dr/cs_low").isNumber()).isTrue();
    assertThat(estimators.at("/snips/cs_low").isNull()).isTrue();
  }

  private static LoggedProblem problem() throws IOException {
    SpecFile file = SpecFile.find("obd-men");
    Spec spec = SpecReader.read(file.text()).withLimit(OptionalInt.of(ROWS));
    return (LoggedProblem) DataSet.read(file, spec, DATA).problems().get(0);
  }

  private JsonNode evaluate(String policies) throws IOException {
    Path json = folder.resolve("found.json");
    int code =
        new CommandLine(new EvaluateCommand())
            .execute(
                "--spec", "obd-men",
                "--data", DATA.toString(),
                "--limit", Integer.toString(ROWS),
                "--policies", policies,
                "--server-jar", System.getProperty("bandolier.jar"),
                "--json", json.toString());
    assertThat(code).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }
}
