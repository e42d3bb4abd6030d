package dev.bandolier.loadtest.load;

import java.io.UncheckedIOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts and checks the answers of one round, and passes on what follows from them: rewards, and which
 * model version was seen. Any thread.
 */
final class Measure implements AnswerNotes {

  private final Mode mode;
  private final int items;
  private final Faults faults;
  private final @Nullable Rewards rewards;
  private final @Nullable Freshness freshness;
  private final @Nullable Probe probe;
  private final LongAdder asked = new LongAdder();
  private final LongAdder good = new LongAdder();
  private final LongAdder bad = new LongAdder();

  /**
   * For requests of so many items.
   *
   * @param rewards told of what was decided; null: nothing is rewarded
   * @param freshness told of model versions and of acknowledgements; null: nobody asks
   * @param probe nudged by acknowledgements; null: decisions are driven anyway
   */
  Measure(
      Mode mode,
      int items,
      Faults faults,
      @Nullable Rewards rewards,
      @Nullable Freshness freshness,
      @Nullable Probe probe) {
    this.probe = probe;
    this.mode = mode;
    this.items = items;
    this.faults = faults;
    this.rewards = rewards;
    this.freshness = freshness;
  }

  int items() {
    return items;
  }

  Faults faults() {
    return faults;
  }

  /** Looks at an answer. */
  void answered(long id, byte[] answer) {
    asked.add(items);
    try {
      mode.read(answer, this);
    } catch (UncheckedIOException malformed) {
      faults.add("MALFORMED_ANSWER");
    }
    if (rewards != null) {
      rewards.decided(id, items);
    }
  }

  @Override
  public void decided(boolean tracked, long modelVersion) {
    if (!tracked) {
      faults.add(Faults.UNTRACKED);
    }
    if (freshness != null) {
      freshness.seen(modelVersion);
    }
    good.increment();
  }

  @Override
  public void recorded(long position) {
    if (freshness != null) {
      freshness.recorded(position);
    }
    if (probe != null) {
      probe.nudge();
    }
    good.increment();
  }

  @Override
  public void refused(String reason) {
    faults.add(reason);
    bad.increment();
  }

  /** How many items were answered well; counts those that an answer left out as faults. */
  long close() {
    long missing = asked.sum() - good.sum() - bad.sum();
    if (missing > 0) {
      faults.add("MISSING_IN_ANSWER", missing);
    }
    return good.sum();
  }
}
