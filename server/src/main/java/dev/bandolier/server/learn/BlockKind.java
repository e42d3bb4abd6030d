package dev.bandolier.server.learn;

import dev.bandolier.server.store.BlockStore;

/** What lives in a block, and how its 128-bit owner is made up. The numbers are part of the store's format. */
final class BlockKind {

  /** A campaign's register; owner: campaign, 1. */
  static final int CAMPAIGN = 1;

  /** A slot's register; owner: campaign and slot, 1. */
  static final int SLOT = 2;

  /** An arm's posterior; owner: campaign and slot, arm + 1. */
  static final int ARM = 3;

  /** The slot register that is served while the campaign is frozen. */
  static final int FROZEN_SLOT = 4;

  /** The posterior that is served while the campaign is frozen. */
  static final int FROZEN_ARM = 5;

  /** What is known of a slot's changes; owner: campaign and slot, 1. */
  static final int CHANGES = 6;

  /** What an arm has done under one label; owner: campaign and slot, label and holdout and arm + 1. */
  static final int TALLY = BlockStore.LEDGER_KIND | 1;

  /** A label's text; owner: campaign, label. */
  static final int LABEL = BlockStore.LEDGER_KIND | 2;

  /** A decision in the ledger; owner: its key. */
  static final int ENTRY = BlockStore.LEDGER_KIND | 3;

  /** Facts that came before their decision; owner: its key. */
  static final int HELD = BlockStore.LEDGER_KIND | 4;

  private BlockKind() {}

  static long ownerOf(int campaign, int slot) {
    return (long) campaign << 32 | slot;
  }

  static int campaignOf(long ownerHi) {
    return (int) (ownerHi >>> 32);
  }

  static int slotOf(long ownerHi) {
    return (int) ownerHi;
  }
}
