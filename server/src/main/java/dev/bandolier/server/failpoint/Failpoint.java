package dev.bandolier.server.failpoint;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Named places in the code at which a test may end the process as {@code kill -9} would: at once, with
 * nothing flushed and no hook run.
 *
 * <p>The system property {@code bandolier.failpoint=NAME[:N]} arms one place: its N-th pass (the first
 * unless said otherwise) halts the process with the status {@link #STATUS}. Where the property is not
 * set a pass is nothing, and compiles to nothing.
 *
 * <p>Any thread.
 */
public final class Failpoint {

  /** The exit status of a process that ended here, which no signal gives. */
  public static final int STATUS = 77;

  /**
   * All places.
   *
   * <ul>
   *   <li>{@code journal.append.before}, {@code .claimed} (its place is taken, its bytes are not there),
   *       {@code .after}: one record of the journal or of the catalog
   *   <li>{@code journal.sync.before}, {@code .forced} (on disk, but not marked so), {@code .after}
   *   <li>{@code journal.segment.before}, {@code .after}: a new file of the journal gets its name
   *   <li>{@code store.block.before}, {@code .after}: each block that a step publishes
   *   <li>{@code store.register.before}, {@code .after}: the step counts
   *   <li>{@code store.extent.before}, {@code .after}: a new file of the store gets its name
   *   <li>{@code ledger.staged}: a decision's entry is changed, but not yet committed
   *   <li>{@code expiry.step}: between two steps of a fact that settles deadlines
   *   <li>{@code base.rename.before}, {@code .after}; {@code snapshot.rename.before}, {@code .after}
   * </ul>
   */
  public static final Set<String> NAMES =
      Set.of(
          "journal.append.before",
          "journal.append.claimed",
          "journal.append.after",
          "journal.sync.before",
          "journal.sync.forced",
          "journal.sync.after",
          "journal.segment.before",
          "journal.segment.after",
          "store.block.before",
          "store.block.after",
          "store.register.before",
          "store.register.after",
          "store.extent.before",
          "store.extent.after",
          "ledger.staged",
          "expiry.step",
          "base.rename.before",
          "base.rename.after",
          "snapshot.rename.before",
          "snapshot.rename.after");

  private static final String PROPERTY = "bandolier.failpoint";
  private static final String SETTING = System.getProperty(PROPERTY, "");
  private static final boolean ARMED = !SETTING.isEmpty();
  private static final String ARMED_NAME = SETTING.replaceFirst(":.*", "");
  private static final AtomicLong LEFT = new AtomicLong(ARMED ? passes(SETTING) : 0);

  private Failpoint() {}

  /** Passes a place, one of {@link #NAMES}; does not return where its turn has come. */
  public static void pass(String name) {
    if (ARMED) {
      count(name);
    }
  }

  private static void count(String name) {
    if (name.equals(ARMED_NAME) && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  /**
   * Reads a setting.
   *
   * @return which pass halts, at least 1
   * @throws IllegalArgumentException if the place does not exist, or the number is none
   */
  static long passes(String setting) {
    String[] parts = setting.split(":", 2);
    boolean valid = parts.length == 1 || parts[1].matches("[1-9]\\d{0,17}");
    if (!NAMES.contains(parts[0]) || !valid) {
      throw new IllegalArgumentException(
          PROPERTY + "=" + setting + ": expected NAME or NAME:N, with a name of " + NAMES);
    }
    return parts.length == 1 ? 1 : Long.parseLong(parts[1]);
  }
}
