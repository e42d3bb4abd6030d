package dev.bandolier.server.statistics;

import java.util.List;

/** Tells what has become of decisions. Any thread may ask. */
public interface Settlements {

  /**
   * What has become of a decision, per slot and position.
   *
   * @param campaign the campaign's uid
   * @param keyHi the first half of the keyed hash of the decision's id
   * @param keyLo the second half
   * @return empty if the ledger does not have it
   */
  List<SlotSettlement> of(int campaign, long keyHi, long keyLo);
}
