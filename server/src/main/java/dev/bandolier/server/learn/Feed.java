package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;

/**
 * What is known of the feed that brings a campaign's outcomes, and the closing clock that follows from
 * it: windows that end at or before that clock are over. Kept in the campaign's register.
 *
 * <pre>
 * held by hand       where it stood then
 * watermarks sent    the watermark
 * else               min(now, newest outcome + feed silence) - grace
 * </pre>
 *
 * <p>A feed silence is at most the grace, so without watermarks a window closes only after an outcome at
 * least as young as its end was seen. Called by the learner's thread.
 */
final class Feed {

  private final BlockStore store;
  private long register = SlotBlocks.NONE;

  Feed(BlockStore store) {
    this.store = store;
  }

  /** Takes note of where the campaign's register is. */
  void register(long handle) {
    register = handle;
  }

  /** The watermark, or {@link Long#MIN_VALUE} where none was ever sent. */
  long watermark() {
    return CampaignRegister.watermark(memory(), current());
  }

  /** Takes a watermark; an earlier one than before is ignored. */
  void complete(long upTo) {
    if (upTo > watermark()) {
      CampaignRegister.watermark(memory(), store.stage(register), upTo);
    }
  }

  /** The newest outcome's own time, or {@link CampaignRegister#NONE}. */
  long newest() {
    return CampaignRegister.newestOutcome(memory(), current());
  }

  /**
   * An outcome has come.
   *
   * @param time its own time, {@link Long#MIN_VALUE} for its arrival
   */
  void heard(long time, long arrival) {
    long own = time == Long.MIN_VALUE ? arrival : Math.min(time, arrival);
    if (own > newest()) {
      CampaignRegister.newestOutcome(memory(), store.stage(register), own);
    }
  }

  boolean isHeld() {
    return CampaignRegister.heldClock(memory(), current()) != CampaignRegister.NONE;
  }

  /** Lets the closing clock stand where it is, or run again; again the same changes nothing. */
  void hold(boolean held, Campaign campaign, long now) {
    if (held != isHeld()) {
      long clock = held ? closingClock(campaign, now) : CampaignRegister.NONE;
      CampaignRegister.heldClock(memory(), store.stage(register), clock);
    }
  }

  /** Up to which of the outcomes' own times windows are closed at a wall-clock time. */
  long closingClock(Campaign campaign, long now) {
    long held = CampaignRegister.heldClock(memory(), current());
    return held == CampaignRegister.NONE ? runningClock(campaign, now) : held;
  }

  private long runningClock(Campaign campaign, long now) {
    long watermark = watermark();
    if (watermark != Long.MIN_VALUE) {
      return watermark;
    }
    long silence = campaign.feedSilenceMillis();
    long trusted = silence == Long.MAX_VALUE ? now : Math.min(now, heardUpTo(campaign) + silence);
    return trusted - campaign.graceMillis();
  }

  private long heardUpTo(Campaign campaign) {
    return newest() == CampaignRegister.NONE ? campaign.createdMillis() : newest();
  }

  private Memory memory() {
    return store.memory(register);
  }

  private int current() {
    return store.current(register);
  }
}
