package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import java.nio.LongBuffer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and deletes campaigns. A change takes effect at its fact's position: the blocks that it
 * needs are there, and the campaign is published, when its step is done. Called by the learner's thread.
 */
final class CampaignFold {

  private static final int ENTRIES_PER_STEP = 1000;

  private final Books books;
  private final Commit commit;
  private final Catalog catalog;
  private final BlockStore store;
  private final Lessons lessons;
  private final SnapshotDesk desk;

  CampaignFold(
      Books books,
      Commit commit,
      Catalog catalog,
      BlockStore store,
      Lessons lessons,
      SnapshotDesk desk) {
    this.books = books;
    this.commit = commit;
    this.catalog = catalog;
    this.store = store;
    this.lessons = lessons;
    this.desk = desk;
  }

  void fold(
      @Nullable CampaignState state,
      CampaignChanged fact,
      long position,
      long time,
      int firstStep) {
    if (fact.change() == CampaignChanged.Change.DELETED) {
      if (state != null) {
        forgetDecisions(state, position, firstStep);
        delete(state);
        catalog.add(fact, position, time);
      }
    } else if (follows(state, fact)) {
      change(state, fact, position, time);
    }
    commit.last(position, Fate.FATE_ACCEPTED);
  }

  /**
   * Whether a change is the next one. It is not where salvage lost the one before: what stands on that
   * did not happen either, or uids and entries of vectors would mean something else than when they were
   * journalled.
   */
  private static boolean follows(@Nullable CampaignState state, CampaignChanged fact) {
    return fact.change() == CampaignChanged.Change.CREATED
        ? state == null
        : state != null && fact.revision() == state.campaign().revision() + 1;
  }

  private void change(
      @Nullable CampaignState state, CampaignChanged fact, long position, long time) {
    long halfLife = state == null ? 0 : state.campaign().halfLifeDecisions();
    long decisionTicks = state == null ? 0 : state.fading().decisionTicks();
    CampaignState changed = register(state, fact, position, time);
    changed.ensureRegister();
    if (changed.campaign().halfLifeDecisions() != halfLife) {
      changed.fading().restartDecisions(decisionTicks);
    }
    changed.revisions().dropUnused(time);
    changed.noteShare();
    changed.noteRevision();
    changed.changes().align(changed.campaign(), fact.resetSlots());
    IntToLongFunction ticks = slot -> changed.fading().ticks(slot, time);
    changed.models().align(changed.campaign(), changed.encoder(), fact.resetSlots(), ticks);
    changed.models().give(fact.posteriors(), ticks);
    changed.modelVersion(position);
    catalog.add(fact, position, time);
    books.settler().markMoved();
    commit.touch(changed);
    commit.publish(changed);
  }

  /** Takes note of a campaign's revision without touching the store. */
  CampaignState register(
      @Nullable CampaignState state, CampaignChanged fact, long position, long time) {
    Campaign before = state == null ? null : state.campaign();
    Campaign campaign = Campaign.compile(fact, time, before);
    Encoder encoder = Encoder.compile(campaign, state == null ? null : state.encoder());
    if (state == null) {
      CampaignState made = new CampaignState(campaign, encoder, store, lessons);
      books.add(made);
      return made;
    }
    state.revise(campaign, encoder, time);
    for (Slot slot : campaign.slots()) {
      if (fact.resetSlots().contains(slot.name())) {
        state.lineage().reset(slot.uid(), position);
        desk.reset(state.uid(), slot.name(), position);
      }
    }
    return state;
  }

  private void forgetDecisions(CampaignState state, long position, int firstStep) {
    LongBuffer keys = entriesOf(state);
    for (int step = firstStep; keys.hasRemaining(); step++) {
      for (int i = 0; i < ENTRIES_PER_STEP && keys.hasRemaining(); i++) {
        long hi = keys.get();
        long lo = keys.get();
        books.ledger().remove(hi, lo, keys.get());
        commit.forget(hi, lo);
      }
      commit.step(position, step);
    }
  }

  private LongBuffer entriesOf(CampaignState state) {
    LongBuffer found = LongBuffer.allocate(3 * books.ledger().size());
    books
        .ledger()
        .forEach(
            (hi, lo, handle) -> {
              if (books.ledger().read(handle).campaign() == state.uid()) {
                found.put(hi).put(lo).put(handle);
              }
            });
    return found.flip();
  }

  /** A decision under way notices by the version that its posteriors are gone. */
  private void delete(CampaignState state) {
    state.models().version().begin();
    releaseHeld(state);
    state.releaseAll();
    commit.tell(() -> desk.withdrawn(state.uid()));
    books.remove(state.uid());
    Campaign campaign = state.campaign();
    commit.tell(() -> commit.listener().withdrawn(campaign));
  }

  private void releaseHeld(CampaignState state) {
    LongBuffer found = LongBuffer.allocate(3 * books.ledger().heldSize());
    books
        .ledger()
        .forEachHeld(
            (hi, lo, handle) -> {
              if (books.ledger().heldCampaign(handle) == state.uid()) {
                found.put(hi).put(lo).put(handle);
              }
            });
    found.flip();
    while (found.hasRemaining()) {
      books.ledger().removeHeld(found.get(), found.get(), found.get());
    }
  }
}
