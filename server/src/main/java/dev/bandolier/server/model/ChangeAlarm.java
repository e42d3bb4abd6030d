package dev.bandolier.server.model;

/**
 * Whether the rewards of one slot still come as its posteriors say: cumulative sums (Page, "Continuous
 * inspection schemes", Biometrika 41, 1954) of what rewards exceed, or fall short of, their predictions by
 * ({@link Surprise}). Nothing is assumed of the rewards' distribution but that they have a variance.
 *
 * <p>With z the standardised residual, w ≥ 0 what the posterior itself allows the prediction to be wrong by, and
 * bets λ of 0.3, 0.1 and 0.03, a sum for each bet and each side goes on by
 *
 * <pre>
 *   S ← max(0, S + φ(λ(±z − w)) − ln(1 + λ²/2)),    φ(y) = ln(1 + y + y²/2), y taken as within −1 and 4
 * </pre>
 *
 * <p>φ is Catoni's influence function (Annales de l'IHP 48, 2012): where the rewards' mean is within w of what was predicted and
 * their variance at most what was, e to each step has an expectation of at most 1 (that y stays within −1 and 4
 * only lessens it), so that a false alarm of a sum comes after e^h steps or more on
 * average (Lorden, Annals of Mathematical Statistics 42, 1971). Over all six sums that is one in 10⁶
 * rewards or fewer for h = ln(6·10⁶). Six rewards of the least likely kind are needed at least, however large they are. A shift by δ
 * standard deviations is found after about h/(δ²/2) rewards where δ is near a bet, 350 for 0.3, later where the posterior is
 * not sure yet.
 *
 * <p>w matters: the arm that is chosen is the one whose estimate errs upwards (the winner's curse), so early
 * residuals are negative on average without any change. The posterior's own doubt, half a standard deviation of
 * the mean, covers that.
 *
 * <p>Layout in words: six sums (falls, then rises, from the largest bet on), 6 changes found (a long), 7 time of
 * the last (a long), 8 lessons since then (a long), 9 how many of these are complete (a long); the rest of 16 is
 * reserved. Changed by one writer, reads no clock; the same bits on every machine.
 */
public final class ChangeAlarm {
  /** Words of a payload. */
  public static final int WORDS = 16;

  /** Ticks of forgetting that a change is worth: eight half-lives, which leave 0.4 %. */
  public static final int TICKS = 8 * HalfLife.TICKS;

  /** Largest share of incomplete lessons among a slot's at which their predictions are still trusted. */
  private static final double INCOMPLETE = 0.2;

  private static final double[] BETS = {0.3, 0.1, 0.03};
  private static final double THRESHOLD = 15.607270027192;
  private static final double LEAST = -1.0;
  private static final double MOST = 4.0;
  private static final int COUNT = 6;
  private static final int TIME = 7;
  private static final int LESSONS = 8;
  private static final int COMPLETE = 9;

  private ChangeAlarm() {}

  /** The state before any reward. */
  public static void initialise(Memory memory, int payload) {
    memory.clear(payload, WORDS);
  }

  /** Starts to watch afresh; what was found stays. */
  public static void restart(Memory memory, int payload) {
    memory.clear(payload, COUNT);
    memory.setLong(payload + LESSONS, 0);
    memory.setLong(payload + COMPLETE, 0);
  }

  /**
   * Goes on by one reward.
   *
   * @param falls whether rewards below what was predicted count as evidence
   * @param rises whether rewards above do
   * @return whether a change has been found; it is for the caller to {@linkplain #found note} it
   */
  public static boolean observe(
      Memory memory, int payload, Surprise surprise, boolean falls, boolean rises) {
    boolean alarm = false;
    for (int i = 0; i < BETS.length; i++) {
      if (falls) {
        double excess = -surprise.residual() - surprise.doubt();
        alarm |= add(memory, payload + i, BETS[i], excess);
      }
      if (rises) {
        double excess = surprise.residual() - surprise.doubt();
        alarm |= add(memory, payload + BETS.length + i, BETS[i], excess);
      }
    }
    return alarm;
  }

  private static boolean add(Memory memory, int word, double bet, double excess) {
    double y = Math.max(LEAST, Math.min(MOST, bet * excess));
    double step = StrictMath.log((1.0 + y + 0.5 * y * y) / (1.0 + 0.5 * bet * bet));
    double sum = Math.max(0.0, memory.getDouble(word) + step);
    memory.setDouble(word, sum);
    return sum > THRESHOLD;
  }

  /**
   * A change was found: counts it and starts to watch afresh.
   *
   * @param time epoch milliseconds
   */
  public static void found(Memory memory, int payload, long time) {
    memory.setLong(payload + COUNT, changes(memory, payload) + 1);
    memory.setLong(payload + TIME, time);
    restart(memory, payload);
  }

  /** A lesson was taught. */
  public static void lesson(Memory memory, int payload) {
    memory.setLong(payload + LESSONS, memory.getLong(payload + LESSONS) + 1);
  }

  /** A lesson since the last change has become what it will be. */
  public static void complete(Memory memory, int payload) {
    memory.setLong(payload + COMPLETE, memory.getLong(payload + COMPLETE) + 1);
  }

  /** Whether so many of the lessons since the last change are complete that predictions can be trusted. */
  public static boolean isMature(Memory memory, int payload) {
    long lessons = memory.getLong(payload + LESSONS);
    return lessons - memory.getLong(payload + COMPLETE) <= INCOMPLETE * lessons;
  }

  /** How many changes were found. */
  public static long changes(Memory memory, int payload) {
    return memory.getLong(payload + COUNT);
  }

  /** When the last was found, epoch milliseconds; 0 for none. */
  public static long latest(Memory memory, int payload) {
    return memory.getLong(payload + TIME);
  }

  /** How many ticks of forgetting all changes were worth. */
  public static long ticks(Memory memory, int payload) {
    return TICKS * changes(memory, payload);
  }
}
