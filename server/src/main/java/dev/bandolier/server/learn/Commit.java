package dev.bandolier.server.learn;

import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a step: stamps the model version of the campaigns whose posteriors moved, makes everything count
 * at once, and only then tells the listener. Small facts share a step, so that a block that many of them
 * change is copied and sealed once. Called by the learner's thread.
 */
final class Commit {

  /** How many facts share a step at most. */
  static final int MAX_FACTS = 256;

  private final BlockStore store;
  private final Settler settler;
  private final Lessons lessons;
  private final LearnListener listener;
  private final News news;
  private final Set<CampaignState> moved = new LinkedHashSet<>();
  private final long[] positions = new long[MAX_FACTS];
  private final Fate[] fates = new Fate[MAX_FACTS];
  private int facts;
  private @Nullable CampaignState touched;
  private @Nullable CampaignState movedLast;

  Commit(BlockStore store, Settler settler, Lessons lessons, LearnListener listener) {
    this.store = store;
    this.settler = settler;
    this.lessons = lessons;
    this.listener = listener;
    this.news = new News(listener);
  }

  LearnListener listener() {
    return listener;
  }

  /** The step is about this campaign. */
  void touch(CampaignState state) {
    touched = state;
  }

  /** Counts a fate, and tells of it after the step. */
  void count(CampaignState state, Fate fate) {
    state.addFate(fate);
    news.add(() -> listener.counted(state.campaign(), fate));
  }

  /** Tells after the step that a decision is not remembered. */
  void forget(long hi, long lo) {
    news.forget(hi, lo);
  }

  /** Tells after the step that the ledger does not keep a decision whose id is remembered for a while. */
  void pass(CampaignState state, long hi, long lo, long time) {
    state.latestPassing(time);
    long period = state.campaign().tracking().repeatMillis();
    news.add(() -> listener.passing(hi, lo, time, period));
  }

  /** Tells after the step where decisions find the campaign now. */
  void publish(CampaignState state) {
    news.add(
        () ->
            listener.published(
                state.campaign(),
                state.encoder(),
                state.models().view(state.campaign(), state.encoder())));
  }

  /** Tells something else after the step. */
  void tell(Runnable item) {
    news.add(item);
  }

  /**
   * Ends a fact that shares its step with its neighbours; what it changed counts from {@link #flush} on.
   */
  void join(long position, Fate fate) {
    positions[facts] = position;
    fates[facts++] = fate;
    noteMoved(position);
    if (facts == MAX_FACTS) {
      flush();
    }
  }

  /** Ends the step that facts shared, if there is one. */
  void flush() {
    if (facts > 0) {
      publish(positions[facts - 1], Fold.LAST_STEP);
      for (int i = 0; i < facts; i++) {
        listener.folded(positions[i], fates[i]);
      }
      facts = 0;
    }
  }

  /** Ends the last step of a fact that has its steps to itself. */
  void last(long position, Fate fate) {
    step(position, Fold.LAST_STEP);
    listener.folded(position, fate);
  }

  /** Ends a step of such a fact; before its first one the shared step must have been ended. */
  void step(long position, int step) {
    noteMoved(position);
    publish(position, step);
  }

  /** The version is the fact that moved a posterior last, however facts are grouped into steps. */
  private void noteMoved(long position) {
    CampaignState state = touched;
    touched = null;
    for (ChangeWatch.Found found : settler.takeFound()) {
      news.add(() -> found.tell(listener));
    }
    if (settler.takeMoved() && state != null) {
      state.modelVersion(position);
      if (state != movedLast) {
        moved.add(state);
        movedLast = state;
      }
    }
  }

  private void publish(long position, int step) {
    lessons.await();
    moved.forEach(state -> state.models().version().begin());
    store.commit(position, step);
    moved.forEach(state -> state.models().version().finish(state.modelVersion()));
    moved.clear();
    movedLast = null;
    news.tell();
    listener.stepped(position);
  }
}
