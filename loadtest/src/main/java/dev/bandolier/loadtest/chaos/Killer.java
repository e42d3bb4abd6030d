package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.subject.Life;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Decides when the server dies: by SIGKILL at a random moment of its traffic or of its start, or at a
 * named failpoint in its code. One thread.
 */
final class Killer {

  /** The status of a process that ended at a failpoint. */
  static final int FAILPOINT_STATUS = 77;

  /** How long a server is waited for that never comes to its failpoint, in milliseconds. */
  private static final long FAILPOINT_PATIENCE = 15_000;

  private static final double AT_START = 0.25;
  private static final int LONGEST_START = 4_000;
  private static final int LONGEST_LIFE = 30_000;
  private static final int MOST_ACKNOWLEDGED = 800;
  private static final long LOOK_MILLIS = 2;

  private final List<String> failpoints;
  private final Map<String, Integer> reached = new TreeMap<>();
  private int plans;
  private int kills;
  private int atStart;

  /**
   * A killer that has not begun.
   *
   * @param failpoints their names, taken in turn; none: by signal
   */
  Killer(List<String> failpoints) {
    this.failpoints = List.copyOf(failpoints);
  }

  /**
   * One death.
   *
   * @param failpoint where it dies by itself; empty: by signal
   * @param jvm options of the virtual machine
   * @param sparesTheStart whether it may become ready
   * @param afterMillis when it is killed at the latest, from its start or from its readiness
   * @param afterAcknowledged when it is killed, by what it acknowledges
   */
  record Plan(
      String failpoint,
      List<String> jvm,
      boolean sparesTheStart,
      long afterMillis,
      long afterAcknowledged) {}

  /** The next death. */
  Plan next(RandomGenerator random) {
    if (!failpoints.isEmpty()) {
      return atFailpoint(failpoints.get(plans++ % failpoints.size()), random);
    }
    return random.nextDouble() < AT_START
        ? new Plan("", List.of(), false, random.nextInt(LONGEST_START), Long.MAX_VALUE)
        : new Plan("", List.of(), true, LONGEST_LIFE, random.nextInt(MOST_ACKNOWLEDGED));
  }

  private static Plan atFailpoint(String name, RandomGenerator random) {
    int pass = Failpoints.firstPass(name) + random.nextInt(Failpoints.passes(name));
    String option = "-Dbandolier.failpoint=" + name + ":" + pass;
    return new Plan(name, List.of(option), true, FAILPOINT_PATIENCE, Long.MAX_VALUE);
  }

  /**
   * Lets it live as long as planned, then kills it.
   *
   * @param acknowledged what has been acknowledged so far, ever
   */
  void kill(Life life, Plan plan, LongSupplier acknowledged)
      throws IOException, InterruptedException {
    long latest = System.nanoTime() + plan.afterMillis() * 1_000_000;
    long before = acknowledged.getAsLong();
    while (System.nanoTime() - latest < 0
        && acknowledged.getAsLong() - before < plan.afterAcknowledged()) {
      if (life.endsWithin(LOOK_MILLIS)) {
        ended(life, plan);
        return;
      }
    }
    life.kill();
    kills++;
    atStart += plan.sparesTheStart() ? 0 : 1;
  }

  /** It has ended by itself, which it may do at its failpoint only. */
  void ended(Life life, Plan plan) throws IOException {
    if (plan.failpoint().isEmpty() || life.status() != FAILPOINT_STATUS) {
      throw life.failure("ended by itself with status " + life.status());
    }
    reached.merge(plan.failpoint(), 1, Integer::sum);
    kills++;
  }

  /** How many deaths there were. */
  int kills() {
    return kills;
  }

  /** How many of them before the server was ready, by signal. */
  int atStart() {
    return atStart;
  }

  /** How many of them at each failpoint that was reached. */
  Map<String, Integer> byFailpoint() {
    return new TreeMap<>(reached);
  }
}
