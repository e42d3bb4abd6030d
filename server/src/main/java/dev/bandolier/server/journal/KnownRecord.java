package dev.bandolier.server.journal;

import java.nio.ByteBuffer;

/**
 * A record of a journal of which there is a second copy elsewhere, so that {@link JournalSalvage} can put
 * it back where it lay.
 *
 * @param position where it lay
 * @param type the caller's, above 0
 * @param time in epoch milliseconds
 * @param payload from its position to its limit, which both stay
 */
public record KnownRecord(long position, byte type, long time, ByteBuffer payload) {

  /** Bytes to the next record. */
  int bytes() {
    return RecordFormat.align(RecordFormat.HEADER_BYTES + payload.remaining());
  }

  void writeTo(ByteBuffer memory, int offset) {
    RecordScratch scratch = RecordScratch.forPayload(payload.remaining());
    scratch.encode(type, (byte) 0, time, payload);
    for (int at = offset; at < offset + bytes(); at++) {
      memory.put(at, (byte) 0);
    }
    scratch.writeTo(memory, offset, position);
  }
}
