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

  /** When it stops waiting for its activation, else when it may be forgotten, by the wall's clock. */
  static long ending(Campaign rules, LedgerEntry entry) {
    return isWaiting(entry)
        ? entry.time() + rules.activationWindowMillis()
        : lastClosing(rules, entry) + rules.rememberMillis();
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
