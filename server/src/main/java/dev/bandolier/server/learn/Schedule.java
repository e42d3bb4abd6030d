package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;

/** When the windows of a decision close and when it is forgotten. Pure. */
final class Schedule {

  private Schedule() {}

  /** When a part's window closes, by the feed's clock; it must have been shown. */
  static long closing(Campaign rules, LedgerEntry entry, int part) {
    return entry.shown(part) + window(rules, entry.slotUid(part));
  }

  /** The earliest end of an open part's window, or {@link Long#MAX_VALUE}. */
  static long nextClosing(Campaign rules, LedgerEntry entry) {
    long earliest = Long.MAX_VALUE;
    for (int part = 0; part < entry.parts(); part++) {
      if (entry.state(part) == PartState.OPEN) {
        earliest = Math.min(earliest, closing(rules, entry, part));
      }
    }
    return earliest;
  }

  /**
   * When it stops waiting for its activation, else when it may be forgotten, by the wall's clock. A
   * decision with a token is kept for as long as the token may come again.
   */
  static long ending(Campaign rules, LedgerEntry entry) {
    if (isWaiting(entry)) {
      return entry.time() + rules.activationWindowMillis();
    }
    long kept = lastClosing(rules, entry) + rules.tracking().keepMillis();
    return entry.isToken() ? Math.max(kept, tokenEnding(rules, entry)) : kept;
  }

  /** When a token's decision could not be remembered any more, whatever has become of it. */
  static long tokenEnding(Campaign rules, LedgerEntry entry) {
    long longest = 0;
    for (int part = 0; part < entry.parts(); part++) {
      longest = Math.max(longest, window(rules, entry.slotUid(part)));
    }
    long shown = entry.time() + (entry.isDeferred() ? rules.activationWindowMillis() : 0);
    return shown + longest + rules.tracking().keepMillis();
  }

  /** How long any decision of a campaign could be remembered, in milliseconds. */
  static long longestLife(Campaign campaign) {
    long longest = 0;
    for (Slot slot : campaign.slots()) {
      longest = Math.max(longest, slot.windowMillis());
    }
    return campaign.activationWindowMillis() + longest + campaign.tracking().keepMillis();
  }

  /** Whether corrections count at a time: while a window is open, or not long after the last one. */
  static boolean isCorrectable(Campaign rules, LedgerEntry entry, long now) {
    return !isSettled(entry)
        || now < lastClosing(rules, entry) + rules.tracking().correctionMillis();
  }

  static boolean isWaiting(LedgerEntry entry) {
    for (int part = 0; part < entry.parts(); part++) {
      if (entry.state(part) == PartState.WAITING) {
        return true;
      }
    }
    return false;
  }

  /** Whether no part waits or is open. */
  static boolean isSettled(LedgerEntry entry) {
    for (int part = 0; part < entry.parts(); part++) {
      PartState state = entry.state(part);
      if (state == PartState.WAITING || state == PartState.OPEN) {
        return false;
      }
    }
    return true;
  }

  private static long lastClosing(Campaign rules, LedgerEntry entry) {
    long latest = entry.time();
    for (int part = 0; part < entry.parts(); part++) {
      long start = Math.max(entry.time(), entry.shown(part));
      latest = Math.max(latest, start + window(rules, entry.slotUid(part)));
    }
    return latest;
  }

  private static long window(Campaign rules, int slotUid) {
    Slot slot = rules.slotByUid(slotUid);
    return slot == null ? 0 : slot.windowMillis();
  }
}
