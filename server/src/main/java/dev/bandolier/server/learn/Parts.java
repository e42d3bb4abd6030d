package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import java.util.List;

/** Sets of a decision's parts, a bit each. Pure. */
final class Parts {

  private Parts() {}

  /**
   * The parts that an outcome is about: of the slot it names, or of all that its rule credits; where the
   * slot has several positions, of the arm or the position that it names.
   *
   * @return 0 where it fits none, or is not definite
   */
  static long addressed(
      Campaign rules, LedgerEntry entry, int rule, String slot, String arm, int position) {
    long mask = 0;
    for (int part = 0; part < entry.parts(); part++) {
      Slot owner = rules.slotByUid(entry.slotUid(part));
      if (owner == null
          || !rules.rules().rule(rule).credits(owner.index())
          || !slot.isEmpty() && !slot.equals(owner.name())) {
        continue;
      }
      if (arm.isEmpty() && position < 0 && hasSeveral(entry, entry.slotUid(part))) {
        return 0;
      }
      boolean armFits = arm.isEmpty() || arm.equals(armId(owner, entry.armUid(part)));
      boolean positionFits = position < 0 || position == entry.positionOf(part);
      mask |= armFits && positionFits ? 1L << part : 0;
    }
    return mask;
  }

  private static boolean hasSeveral(LedgerEntry entry, int slotUid) {
    int count = 0;
    for (int part = 0; part < entry.parts(); part++) {
      count += entry.slotUid(part) == slotUid ? 1 : 0;
    }
    return count > 1;
  }

  private static String armId(Slot slot, int armUid) {
    Arm arm = slot.armByUid(armUid);
    return arm == null ? "" : arm.id();
  }

  /** Whether any part of an entry was censored because nobody got the decision's answer. */
  static boolean isUnanswered(LedgerEntry entry) {
    for (int part = 0; part < entry.parts(); part++) {
      if (entry.has(part, PartWord.UNANSWERED)) {
        return true;
      }
    }
    return false;
  }

  /** The parts of the named slots; none named: all. */
  static long ofSlots(Campaign rules, LedgerEntry entry, List<String> slots) {
    long mask = 0;
    for (int part = 0; part < entry.parts(); part++) {
      Slot owner = rules.slotByUid(entry.slotUid(part));
      if (owner != null && (slots.isEmpty() || slots.contains(owner.name()))) {
        mask |= 1L << part;
      }
    }
    return mask;
  }

  /** Those of the parts that are in a state. */
  static long in(LedgerEntry entry, long mask, PartState state) {
    long result = 0;
    for (int part = 0; part < entry.parts(); part++) {
      boolean member = (mask & 1L << part) != 0;
      result |= member && entry.state(part) == state ? 1L << part : 0;
    }
    return result;
  }

  /** Those of the open parts for which an outcome of a rule lies in its window, not yet closed. */
  static long inWindow(
      Campaign rules, LedgerEntry entry, long open, int rule, long time, long clock) {
    long window = rules.rules().rule(rule).windowMillis();
    long result = 0;
    for (int part = 0; part < entry.parts(); part++) {
      long shown = entry.shown(part);
      boolean fits =
          (open & 1L << part) != 0
              && time >= shown - OutcomeFold.SKEW
              && time <= shown + window
              && clock < shown + window;
      result |= fits ? 1L << part : 0;
    }
    return result;
  }

  /** Whether any of a deferred decision's parts was shown, whatever came of it since. */
  static boolean wasShown(LedgerEntry entry, long mask) {
    for (int part = 0; part < entry.parts(); part++) {
      if ((mask & 1L << part) != 0 && entry.shown(part) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether a time lies before any of the parts was shown. */
  static boolean isEarly(LedgerEntry entry, long mask, long time) {
    for (int part = 0; part < entry.parts(); part++) {
      if ((mask & 1L << part) != 0 && time < entry.shown(part) - OutcomeFold.SKEW) {
        return true;
      }
    }
    return false;
  }
}
