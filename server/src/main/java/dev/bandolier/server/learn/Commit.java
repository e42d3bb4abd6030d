package dev.bandolier.server.learn;

import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a step: stamps the model version of the campaign whose posteriors moved, makes everything count
 * at once, and only then tells the listener. Called by the learner's thread.
 */
final class Commit {

  private final BlockStore store;
  private final Settler settler;
  private final LearnListener listener;
  private final List<Runnable> news = new ArrayList<>();
  private @Nullable CampaignState touched;

  Commit(BlockStore store, Settler settler, LearnListener listener) {
    this.store = store;
    this.settler = settler;
    this.listener = listener;
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
    news.add(() -> listener.forgotten(hi, lo));
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

  /** Ends the last step of a fact. */
  void last(long position, Fate fate) {
    step(position, Fold.LAST_STEP);
    listener.folded(position, fate);
  }

  /** Ends a step. */
  void step(long position, int step) {
    CampaignState state = touched;
    touched = null;
    if (settler.takeMoved() && state != null) {
      state.modelVersion(position);
      state.models().version().begin();
      store.commit(position, step);
      state.models().version().finish(position);
    } else {
      store.commit(position, step);
    }
    news.forEach(Runnable::run);
    news.clear();
  }
}
