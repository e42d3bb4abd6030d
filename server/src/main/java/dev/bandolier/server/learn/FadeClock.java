package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;

/**
 * How much a campaign has forgotten, in ticks: by the wall clock, by its decisions, and, slot by slot, by the changes
 * that were found; and up to where its arms have faded. Kept in the campaign's register and the slots' {@link Changes}.
 * Called by the learner's thread.
 */
final class FadeClock {

  /** Up to which tick arms have faded where they are to be looked at again, whatever the time. */
  private static final long AGAIN = -1;

  private final BlockStore store;
  private final Changes changes;
  private final Forgetting forgetting = new Forgetting();
  private long register = SlotBlocks.NONE;
  private long halfLifeDecisions;

  FadeClock(BlockStore store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  /** Takes note of where the campaign's register is. */
  void register(long handle) {
    register = handle;
  }

  /** Goes on with a revision that began at a time, epoch milliseconds. */
  void revise(Campaign campaign, long time) {
    forgetting.revise(campaign, time);
    halfLifeDecisions = campaign.halfLifeDecisions();
  }

  /** How many ticks have passed for every slot at a time. */
  long ticks(long time) {
    return forgetting.ticks(time) + decisionTicks();
  }

  /** How many have passed for a slot, those of its changes included. */
  long ticks(int slot, long time) {
    return ticks(time) + changes.ticks(slot);
  }

  /** Those of them that passed by decisions. */
  long decisionTicks() {
    return CampaignRegister.decisionTicks(memory(), store.current(register), halfLifeDecisions);
  }

  /** Counts decisions for another half-life from here on. */
  void restartDecisions(long ticks) {
    CampaignRegister.restartDecisions(memory(), store.stage(register), ticks);
  }

  /** One more decision was made, whatever became of it. */
  void noteDecision() {
    if (halfLifeDecisions > 0) {
      CampaignRegister.addDecision(memory(), store.stage(register));
    }
  }

  /** Whether some arm may have to fade by a time. */
  boolean isBehind(long now) {
    return ticks(now) > CampaignRegister.faded(memory(), store.current(register));
  }

  /**
   * The tick up to which the sweep under way lets every arm fade, or one that begins now. It stays while time goes on, so
   * that a sweep over many arms comes to its end.
   */
  long sweep(long ticks) {
    long under = CampaignRegister.sweep(memory(), store.current(register));
    if (under == 0) {
      CampaignRegister.sweep(memory(), store.stage(register), ticks);
    }
    return under == 0 ? ticks : under;
  }

  /** Every arm has faded up to that tick, and by the changes of its slot. The sweep is over. */
  void faded(long ticks) {
    boolean sweeping = CampaignRegister.sweep(memory(), store.current(register)) != 0;
    if (sweeping || CampaignRegister.faded(memory(), store.current(register)) != ticks) {
      CampaignRegister.faded(memory(), store.stage(register), ticks);
      CampaignRegister.sweep(memory(), store.stage(register), 0);
    }
  }

  /** Arms are to be looked at again: they, or what their slots have forgotten, are not what they were. */
  void lookAgain() {
    faded(changes.isEmpty() ? 0 : AGAIN);
  }

  private Memory memory() {
    return store.memory(register);
  }
}
