package dev.bandolier.server.learn;

import dev.bandolier.server.store.ImageVisitor;
import java.nio.ByteBuffer;

/**
 * Finds the oldest journal position that the blocks of an image point to: of a decision in the ledger,
 * whose fact says what it was made for, or of a fact that is held for a decision. One thread.
 */
final class OldestFact implements ImageVisitor {

  private long oldest = Long.MAX_VALUE;

  /** The oldest so far, or {@link Long#MAX_VALUE}. */
  long position() {
    return oldest;
  }

  @Override
  public void block(int kind, long ownerHigh, long ownerLow, ByteBuffer payload) {
    if (kind == BlockKind.ENTRY) {
      note(payload.getLong(LedgerEntry.CARRIER_WORD * Long.BYTES));
    } else if (kind == BlockKind.HELD) {
      int facts = (int) payload.getLong(0);
      for (int i = 0; i < facts; i++) {
        note(payload.getLong((Ledger.HELD_HEADER + i) * Long.BYTES));
      }
    }
  }

  /** Positions begin above 0: an entry without a fact of its own has none. */
  private void note(long position) {
    if (position > 0) {
      oldest = Math.min(oldest, position);
    }
  }
}
