package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class FiguresTest {

  @Test
  void medianAndSpread_areOfTheRounds() {
    Series series = series(3, 1, 10, 2);
    assertThat(series.median()).isEqualTo(2.5);
    assertThat(series.least()).isEqualTo(1);
    assertThat(series.greatest()).isEqualTo(10);
    assertThat(new Series().median()).isZero();
  }

  @Test
  void ratios_areTakenRoundByRound() {
    assertThat(series(10, 100, 1000).ratioOf(series(9, 50, 800)).median()).isEqualTo(0.8);
    assertThat(series(10, 100, 1000).differenceTo(series(11, 103, 1002)).median()).isEqualTo(2);
  }

  @Test
  void latency_isTakenAtHalfOfTheEcho_unlessThatWouldDrownTheServer() {
    assertThat(figures(100, 70).rate()).isEqualTo(50);
    assertThat(figures(100, 40).rate()).isEqualTo(20);
  }

  @Test
  void comparison_isWrittenWithTheNamesThatScriptsRelyOn() {
    JsonNode json = report(Map.of()).json();
    assertThat(json.path("unary").fieldNames())
        .toIterable()
        .contains(
            "echo_per_s",
            "decide_per_s",
            "ratio",
            "echo_server_cpu_us",
            "decide_server_cpu_us",
            "echo_p99_us",
            "decide_p99_us",
            "p99_ratio",
            "p999_ratio",
            "spread");
    assertThat(json.path("unary").path("ratio").asDouble()).isEqualTo(0.8);
    assertThat(json.path("unary").path("added_server_cpu_us").asDouble()).isEqualTo(3);
    assertThat(json.path("unary").path("p99_ratio").asDouble()).isEqualTo(2);
    assertThat(json.path("machine").path("flags").get(0).asText()).isEqualTo("-Xmx1g");
    assertThat(json.path("machine").path("cores").asInt()).isPositive();
  }

  @Test
  void comparisonWithAFault_doesNotHold_andNamesIt() {
    assertThat(report(Map.of()).holds()).isTrue();
    CeilingReport broken = report(Map.of("UNTRACKED", 3L));
    assertThat(broken.holds()).isFalse();
    assertThat(broken.table()).contains("decide: 3 x UNTRACKED");
    assertThat(broken.json().path("errors").path("decide").path("UNTRACKED").asInt()).isEqualTo(3);
  }

  @Test
  void roomOfTheLedger_isTheCallersWhereItSaysSo() {
    assertThat(plan(List.of("--ledger-capacity=1000")).serveOptions())
        .containsExactly("--ledger-capacity=1000", "--ledger-memory=3G");
  }

  private static CeilingReport report(Map<String, Long> faults) {
    ModeFigures figures = figures(100, 80);
    figures.echo.add(waits(1_000));
    figures.decide.add(waits(2_000));
    return new CeilingReport(plan(List.of()), List.of(figures), Map.of(), faults, 5, 120, 90);
  }

  private static CeilingPlan plan(List<String> options) {
    return new CeilingPlan(10, List.of(Mode.UNARY), 1, 1, 0, 0, 1, 1, List.of("-Xmx1g"), options);
  }

  private static ModeFigures figures(double echo, double decide) {
    ModeFigures figures = new ModeFigures(Mode.UNARY);
    figures.echo.add(new Pace(echo, 10, 0, 0, 0));
    figures.decide.add(new Pace(decide, 13, 0.5, 0.02, 1));
    return figures;
  }

  private static Waits waits(long micros) {
    Histogram nanos = Latency.histogram();
    nanos.recordValue(micros * 1_000);
    return new Waits(nanos, 0);
  }

  private static Series series(double... values) {
    Series series = new Series();
    for (double value : values) {
      series.add(value);
    }
    return series;
  }
}
