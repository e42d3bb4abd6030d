package dev.bandolier.server.decide;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A fixed number of zeroed 64-bit words outside the heap, each read and written atomically. Any thread
 * may use it.
 */
final class OffHeapWords {

  private static final int CHUNK_SHIFT = 21;
  private static final int CHUNK_WORDS = 1 << CHUNK_SHIFT;
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer[] chunks;

  OffHeapWords(long words) {
    chunks = new ByteBuffer[Math.toIntExact((words + CHUNK_WORDS - 1) >>> CHUNK_SHIFT)];
    for (int i = 0; i < chunks.length; i++) {
      long left = words - ((long) i << CHUNK_SHIFT);
      int bytes = (int) Math.min(left, CHUNK_WORDS) * Long.BYTES;
      chunks[i] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
  }

  long get(long word) {
    return (long) WORD.getVolatile(chunk(word), offset(word));
  }

  void set(long word, long value) {
    WORD.setVolatile(chunk(word), offset(word), value);
  }

  /** Sets a word of what is not shared yet: seen by whoever sees a later write of this thread. */
  void setUnshared(long word, long value) {
    WORD.setRelease(chunk(word), offset(word), value);
  }

  boolean compareAndSet(long word, long expected, long value) {
    return WORD.compareAndSet(chunk(word), offset(word), expected, value);
  }

  private ByteBuffer chunk(long word) {
    return chunks[(int) (word >>> CHUNK_SHIFT)];
  }

  private static int offset(long word) {
    return ((int) word & CHUNK_WORDS - 1) << 3;
  }
}
