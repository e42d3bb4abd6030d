package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.store.BlockDigest;
import dev.bandolier.server.store.BlockStore;

/**
 * Which blocks make a campaign's snapshot: its register, its posteriors, and, so that folding can go on
 * from there, its decisions and what is held for them. Not what is served while it is frozen, and not
 * the tallies. Pure.
 */
final class SnapshotBlocks {

  private SnapshotBlocks() {}

  /** Whether a block can be the campaign's, by its kind and owner. */
  static boolean mayBelong(int campaign, int kind, long ownerHi) {
    return switch (kind) {
      case BlockKind.ENTRY, BlockKind.HELD -> true;
      case BlockKind.CAMPAIGN, BlockKind.SLOT, BlockKind.ARM, BlockKind.CHANGES ->
          BlockKind.campaignOf(ownerHi) == campaign;
      default -> false;
    };
  }

  /** Whether such a block is the campaign's. */
  static boolean belongs(int campaign, int kind, Memory memory, int payload) {
    return switch (kind) {
      case BlockKind.ENTRY -> LedgerEntry.campaign(memory, payload) == campaign;
      case BlockKind.HELD -> Ledger.heldCampaign(memory, payload) == campaign;
      default -> true;
    };
  }

  /** The digest, in hexadecimal, of a campaign's blocks; the folding thread, between steps. */
  static String digest(BlockStore store, int campaign) {
    BlockDigest digest = new BlockDigest();
    store.scan(
        (handle, kind, hi, lo) -> {
          Memory memory = store.memory(handle);
          int payload = store.current(handle);
          if (mayBelong(campaign, kind, hi) && belongs(campaign, kind, memory, payload)) {
            int words = TwinBlock.payloadWords(memory, store.base(handle));
            digest.add(kind, hi, lo, memory, payload, words);
          }
        });
    return digest.hex();
  }

  /** The oldest journal position that a block points to, or {@link Long#MAX_VALUE}. */
  static long oldest(int kind, Memory memory, int payload) {
    return switch (kind) {
      case BlockKind.ENTRY -> LedgerEntry.carrier(memory, payload);
      case BlockKind.HELD -> Ledger.heldSince(memory, payload);
      default -> Long.MAX_VALUE;
    };
  }
}
