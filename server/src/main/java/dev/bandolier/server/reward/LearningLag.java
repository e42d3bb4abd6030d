package dev.bandolier.server.reward;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many facts are recorded that learning has not folded yet. Above a limit no more feedback is taken,
 * until half of the limit is left: what feedback adds to a start's folding, and to the age of the
 * posteriors that decide, stays bounded. Decisions and imports are counted, but go on.
 *
 * <p>{@link #folded} is called by the learner's thread, after a fact's fate is known; the rest by
 * any thread. Nobody waits for ever while there is a
 * learner: who finds learning too far behind first says so and then looks
 * again, the learner first counts a fact and then looks who waits.
 */
public final class LearningLag {

  private static final CompletableFuture<@Nullable Void> KEEPS_UP =
      CompletableFuture.completedFuture(null);

  private final PendingFates fates;
  private final long limit;
  private final RewardListener listener;
  private volatile CompletableFuture<@Nullable Void> caughtUp = KEEPS_UP;
  private volatile LongSupplier recorded = () -> 0;

  /**
   * A lag of nothing, until there is something to {@link #follow}.
   *
   * @param fates what the learner tells each fact that it has folded
   * @param limit facts above which feedback has to wait, at least 1
   * @param listener hears when that begins and ends
   */
  public LearningLag(PendingFates fates, long limit, RewardListener listener) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: at least 1, not " + limit);
    }
    this.fates = fates;
    this.limit = limit;
    this.listener = listener;
  }

  /**
   * Counts from now on.
   *
   * @param appends how many facts were recorded, from any beginning; everything that it counts now has
   *     been folded
   */
  public void follow(LongSupplier appends) {
    long before = appends.getAsLong() - fates.folded();
    recorded = () -> appends.getAsLong() - before;
  }

  /** Facts that are recorded and not folded; only about right while others record and fold. */
  public long facts() {
    return Math.max(0, recorded.getAsLong() - fates.folded());
  }

  /** Above how many feedback waits. */
  public long limit() {
    return limit;
  }

  /** Whether learning is too far behind for more feedback. */
  boolean isOver() {
    return !whenCaughtUp().isDone();
  }

  /**
   * Tells when more feedback may be taken.
   *
   * @return done where it may at once; else completes on the learner's thread or on another asker's,
   *     which must not be kept
   */
  CompletableFuture<@Nullable Void> whenCaughtUp() {
    if (caughtUp.isDone() && facts() > limit) {
      fallBehind();
    }
    CompletableFuture<@Nullable Void> current = caughtUp;
    settle(current);
    return current;
  }

  private synchronized void fallBehind() {
    if (caughtUp.isDone() && facts() > limit) {
      caughtUp = new CompletableFuture<>();
      listener.behind(limit);
    }
  }

  /** A fact has been folded, and its fate told. */
  public void folded() {
    settle(caughtUp);
  }

  private void settle(CompletableFuture<@Nullable Void> current) {
    if (!current.isDone() && facts() <= limit / 2 && current.complete(null)) {
      listener.caughtUp();
    }
  }
}
