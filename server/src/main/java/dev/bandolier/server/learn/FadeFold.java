package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.Faded;
import dev.bandolier.v1.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Lets the arms of a campaign fade that nothing was taught lately: an arm that is taught fades just before.
 * One arm to a step, since each costs a Cholesky decomposition, and as many to a fact as it says. Called by
 * the learner's thread.
 */
final class FadeFold {

  /** Multiplications that one fact may cost, about. */
  private static final long WORK = 20_000_000;

  private static final int MOST_ARMS = 256;

  private final Books books;
  private final Commit commit;

  FadeFold(Books books, Commit commit) {
    this.books = books;
    this.commit = commit;
  }

  /** How many arms a fact may fade where the largest has that dimension. */
  static int limit(int dimension) {
    long cubed = (long) dimension * dimension * dimension;
    return (int) Math.max(1, Math.min(MOST_ARMS, WORK / cubed));
  }

  void fold(@Nullable CampaignState state, Faded fact, long position, long time, int firstStep) {
    if (state != null) {
      fade(state, fact.limit(), position, time, firstStep);
    }
    commit.last(position, Fate.FATE_ACCEPTED);
  }

  private void fade(CampaignState state, int limit, long position, long time, int firstStep) {
    int step = firstStep;
    FadeClock clock = state.fading();
    long target = clock.sweep(clock.ticks(time));
    for (Slot slot : state.campaign().slots()) {
      for (Arm arm : slot.arms()) {
        if (!state
            .models()
            .teacher()
            .isBehind(slot.uid(), arm.uid(), target + state.changes().ticks(slot.uid()))) {
          continue;
        }
        if (step >= limit) {
          return;
        }
        state.models().teacher().fade(slot.uid(), arm.uid(), clock.ticks(slot.uid(), time));
        books.settler().markMoved();
        commit.touch(state);
        commit.step(position, step++);
      }
    }
    finish(state, target);
  }

  /** What rounding left of larger sums in the slots' registers does not outlive the arms' fading. */
  private void finish(CampaignState state, long ticks) {
    state.campaign().slots().forEach(slot -> state.models().teacher().recount(slot.uid()));
    state.fading().faded(ticks);
    books.settler().markMoved();
    commit.touch(state);
  }
}
