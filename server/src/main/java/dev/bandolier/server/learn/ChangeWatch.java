package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.model.ChangeAlarm;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.Surprise;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.LearningMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares each part's reward, once, with what its slot's posterior predicted, and lets the slot forget when rewards no longer come as
 * predicted ({@link ChangeAlarm}). By learning mode:
 *
 * <pre>
 * ON_REWARD         with its first lesson: every zero is reported
 * AT_WINDOW_CLOSE   when it closes, before it is taught
 * PROVISIONAL       when it closes, with what the posterior says without it
 * </pre>
 *
 * <p>A provisional posterior leans towards the default reward while windows are open, which is no change. So under PROVISIONAL
 * rewards are compared only where at most a fifth of the lessons since the last change are still open, and only such count
 * as evidence as lie nearer to the default reward than predicted: its lean makes these rarer. What goes the other way is learned, not noticed.
 *
 * <p>Called by the learner's thread, within a step.
 */
final class ChangeWatch {

  /** A change that was found. */
  record Found(CampaignState state, int slot, long count) {

    void tell(LearnListener listener) {
      Slot found = state.campaign().slotByUid(slot);
      listener.changed(state.campaign(), found == null ? "" : found.name(), count);
    }
  }

  private final Surprise surprise = new Surprise();
  private final List<Found> found = new ArrayList<>();
  private final BlockStore store;

  ChangeWatch(BlockStore store) {
    this.store = store;
  }

  /** What was found since the last call. */
  List<Found> takeFound() {
    if (found.isEmpty()) {
      return List.of();
    }
    List<Found> result = List.copyOf(found);
    found.clear();
    return result;
  }

  /**
   * Whether a part's reward is to be compared now.
   *
   * @param lesson what it teaches from now on; NaN for nothing
   */
  static boolean isDue(
      CampaignState state, Campaign rules, LedgerEntry entry, int part, double lesson) {
    return state.campaign().forgetsOnChange()
        && state.changes().handle(entry.slotUid(part)) != SlotBlocks.NONE
        && !Double.isNaN(lesson)
        && !entry.has(part, PartWord.COMPARED)
        && (rules.learningMode() == LearningMode.LEARNING_MODE_ON_REWARD
            || entry.state(part).isClosed());
  }

  /**
   * Compares a part's reward, before its lesson moves the arm; a change counts for that lesson already.
   *
   * @param before what the part teaches so far; NaN for nothing
   * @param weight what is left of that lesson
   * @param time the fact's, epoch milliseconds
   */
  void compare(
      CampaignState state,
      Campaign rules,
      LedgerEntry entry,
      int part,
      SparseVector x,
      double before,
      double after,
      double weight,
      long time) {
    entry.set(part, PartWord.COMPARED, true);
    int slot = entry.slotUid(part);
    long handle = state.changes().handle(slot);
    boolean provisional = isProvisional(rules);
    if (provisional && entry.changesSince(part, state.changes().count(slot)) == 0) {
      ChangeAlarm.complete(store.memory(handle), store.stage(handle));
    }
    if (provisional && !ChangeAlarm.isMature(store.memory(handle), store.current(handle))
        || !predict(state, entry, part, x, before, after, weight)) {
      return;
    }
    boolean above = surprise.prediction() > rules.rules().defaultReward();
    Memory memory = store.memory(handle);
    int payload = store.stage(handle);
    if (ChangeAlarm.observe(
        memory, payload, surprise, !provisional || above, !provisional || !above)) {
      ChangeAlarm.found(memory, payload, time);
      state.fading().lookAgain();
      found.add(new Found(state, slot, state.changes().count(slot)));
    }
  }

  /** A part begins to teach. */
  void begin(CampaignState state, Campaign rules, LedgerEntry entry, int part) {
    int slot = entry.slotUid(part);
    long handle = state.changes().handle(slot);
    if (handle != SlotBlocks.NONE) {
      entry.beginLesson(part, state.changes().count(slot));
      if (isProvisional(rules) && !entry.state(part).isClosed()) {
        ChangeAlarm.lesson(store.memory(handle), store.stage(handle));
      }
    }
  }

  private static boolean isProvisional(Campaign rules) {
    return rules.learningMode() == LearningMode.LEARNING_MODE_PROVISIONAL;
  }

  private boolean predict(
      CampaignState state,
      LedgerEntry entry,
      int part,
      SparseVector x,
      double before,
      double after,
      double weight) {
    state.models().teacher().await();
    long register = state.models().registerHandle(entry.slotUid(part));
    long arm = state.models().armHandle(entry.slotUid(part), entry.armUid(part));
    if (register == SlotBlocks.NONE || arm == SlotBlocks.NONE) {
      return false;
    }
    Memory arms = store.memory(arm);
    return surprise.of(
        store.memory(register),
        store.current(register),
        arms,
        store.current(arm),
        TwinBlock.payloadWords(arms, store.base(arm)),
        x,
        state.campaign().learnsLogits(),
        after,
        before,
        weight);
  }
}
