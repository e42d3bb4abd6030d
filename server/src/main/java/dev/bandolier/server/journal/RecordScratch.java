package dev.bandolier.server.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One thread's working space, in which a record is put together before it is copied into a segment
 * at one go, so that appending allocates nothing and a claimed place is unfinished only briefly.
 *
 * <p>Obtained and used by one thread at a time.
 */
final class RecordScratch {

  private static final int KEPT_BYTES = 1 << 16;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ThreadLocal<RecordScratch> OWN =
      ThreadLocal.withInitial(() -> new RecordScratch(KEPT_BYTES));

  private final byte[] bytes;
  private final CRC32C crc = new CRC32C();
  private int length;

  private RecordScratch(int capacity) {
    bytes = new byte[capacity];
  }

  /** Returns the calling thread's space; for a large record one that is forgotten afterwards. */
  static RecordScratch forPayload(int payloadBytes) {
    int needed = RecordFormat.HEADER_BYTES + payloadBytes;
    return needed <= KEPT_BYTES ? OWN.get() : new RecordScratch(needed);
  }

  /** Puts the record together, all but position and checksum; leaves the payload's position. */
  void encode(byte type, byte version, long time, ByteBuffer payload) {
    length = RecordFormat.HEADER_BYTES + payload.remaining();
    INT.set(bytes, 8, (type & 0xff) | (version & 0xff) << 8);
    LONG.set(bytes, 16, time);
    payload.get(payload.position(), bytes, RecordFormat.HEADER_BYTES, payload.remaining());
  }

  int length() {
    return length;
  }

  /** Copies the record into its claimed place and publishes it. */
  void writeTo(ByteBuffer memory, int offset, long position) {
    INT.set(bytes, 12, RecordFormat.tag(position));
    crc.reset();
    crc.update(bytes, 8, length - 8);
    INT.set(bytes, 4, (int) crc.getValue());
    memory.put(offset + 4, bytes, 4, length - 4);
    RecordFormat.publish(memory, offset, length);
  }
}
