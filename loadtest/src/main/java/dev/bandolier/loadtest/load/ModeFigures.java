package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Echo and decide in one mode, side by side. Used by one thread. */
final class ModeFigures {

  /** Above this share of what it can take, a server's queue says more of the load than of the server. */
  private static final double BUSIEST = 0.8;

  final SideFigures echo = new SideFigures();
  final SideFigures decide = new SideFigures();
  private final Mode mode;

  ModeFigures(Mode mode) {
    this.mode = mode;
  }

  /** Whether the deciding side can take half of what the echo can. */
  private boolean atHalfOfEcho() {
    return echo.perSecond.median() / 2 <= BUSIEST * decide.perSecond.median();
  }

  /**
   * The rate at which latency is taken, in items a second: half of what the echo can take, or of what the
   * deciding side can, where that is so much less that it would drown.
   */
  double rate() {
    return (atHalfOfEcho() ? echo : decide).perSecond.median() / 2;
  }

  /** The figures by their names, and under {@code spread} the least and the greatest of each. */
  void put(ObjectNode root) {
    ObjectNode figures = root.putObject(mode.word());
    ObjectNode spread = root.objectNode();
    echo.perSecond.put("echo_per_s", figures, spread);
    decide.perSecond.put("decide_per_s", figures, spread);
    ratio(echo.perSecond, decide.perSecond, "ratio", figures, spread);
    echo.cpuMicros.put("echo_server_cpu_us", figures, spread);
    decide.cpuMicros.put("decide_server_cpu_us", figures, spread);
    added().put("added_server_cpu_us", figures, spread);
    decide.compilerMicros.put("decide_compiler_cpu_us", figures, spread);
    decide.backlogMillis.put("fold_backlog_ms", figures, spread);
    figures.put("latency_rate_per_s", Math.round(rate()));
    figures.put("latency_rate_is_half_of", atHalfOfEcho() ? "echo" : "decide");
    echo.p50.put("echo_p50_us", figures, spread);
    decide.p50.put("decide_p50_us", figures, spread);
    echo.p99.put("echo_p99_us", figures, spread);
    decide.p99.put("decide_p99_us", figures, spread);
    ratio(echo.p99, decide.p99, "p99_ratio", figures, spread);
    echo.p999.put("echo_p999_us", figures, spread);
    decide.p999.put("decide_p999_us", figures, spread);
    ratio(echo.p999, decide.p999, "p999_ratio", figures, spread);
    figures.set("spread", spread);
  }

  private static void ratio(
      Series echo, Series decide, String name, ObjectNode figures, ObjectNode spread) {
    echo.ratioOf(decide).put(name, figures, spread);
  }

  private Series added() {
    return echo.cpuMicros.differenceTo(decide.cpuMicros);
  }

  /** A line that says what the JVM's compilers took of the CPU. */
  String compilerRow() {
    return String.format(
        Locale.ROOT,
        "%-7s of decide's CPU the JVM's compilers took %.2f us%n",
        mode.word(),
        decide.compilerMicros.median());
  }

  /** A line of the table. */
  String row() {
    return String.format(
        Locale.ROOT,
        "%-7s %,9.0f %,9.0f  %4.2f   %7.2f %7.2f %+7.2f   %,8.0f %,8.0f %5.2f   %,8.0f %,8.0f %5.2f%n",
        mode.word(),
        echo.perSecond.median(),
        decide.perSecond.median(),
        echo.perSecond.ratioOf(decide.perSecond).median(),
        echo.cpuMicros.median(),
        decide.cpuMicros.median(),
        added().median(),
        echo.p99.median(),
        decide.p99.median(),
        echo.p99.ratioOf(decide.p99).median(),
        echo.p999.median(),
        decide.p999.median(),
        echo.p999.ratioOf(decide.p999).median());
  }
}
