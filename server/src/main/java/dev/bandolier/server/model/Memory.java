package dev.bandolier.server.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.zip.CRC32C;

/**
 * A stretch of off-heap memory, addressed in words of eight bytes, native byte order.
 *
 * <p>Plain reads and writes go through {@link DoubleBuffer} and {@link LongBuffer} views, which are
 * as fast as arrays; each moves one aligned word and is never torn on a 64-bit machine. The ordered
 * variants carry the memory model's meaning of their names. Any thread may use one instance; what
 * makes concurrent use correct is {@link TwinBlock}'s protocol, not this class.
 *
 * <p>Addresses beyond the end throw {@link IndexOutOfBoundsException}. Memory that was unmapped by
 * its owner must not be touched any more.
 */
public final class Memory {
  /** Bytes in a word. */
  public static final int WORD_BYTES = Long.BYTES;

  /** None: it has no words. */
  static final Memory NOWHERE = allocate(0);

  private static final int WORD_SHIFT = 3;
  private static final long[] ZEROS = new long[512];
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer bytes;
  private final DoubleBuffer doubles;
  private final LongBuffer longs;
  private final ByteBuffer window;
  private final CRC32C checksum = new CRC32C();

  private Memory(ByteBuffer bytes) {
    this.bytes = bytes;
    this.doubles = bytes.asDoubleBuffer();
    this.longs = bytes.asLongBuffer();
    this.window = bytes.duplicate();
  }

  /**
   * Views a direct buffer from its position to its limit, whatever its byte order.
   *
   * @param buffer direct, starting at an address that is a multiple of eight
   * @throws IllegalArgumentException if the buffer is on the heap or not aligned
   */
  public static Memory wrap(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("a heap buffer has no stable address");
    }
    if (buffer.alignmentOffset(buffer.position(), WORD_BYTES) != 0) {
      throw new IllegalArgumentException("the buffer does not start at a multiple of eight bytes");
    }
    return new Memory(buffer.slice().order(ByteOrder.nativeOrder()));
  }

  /** New zeroed memory of that many words, freed when unreachable. */
  public static Memory allocate(int words) {
    return wrap(ByteBuffer.allocateDirect(Math.multiplyExact(words, WORD_BYTES)));
  }

  /** Size in words. */
  public int words() {
    return longs.limit();
  }

  /** Plain read. */
  public double getDouble(int word) {
    return doubles.get(word);
  }

  /** Plain write. */
  public void setDouble(int word, double value) {
    doubles.put(word, value);
  }

  /** Plain read-modify-write, for the single writer. */
  public void addDouble(int word, double amount) {
    doubles.put(word, doubles.get(word) + amount);
  }

  /** Plain read. */
  public long getLong(int word) {
    return longs.get(word);
  }

  /** Plain write. */
  public void setLong(int word, long value) {
    longs.put(word, value);
  }

  /** Read after which no later access of this thread is moved before it. */
  public long getLongAcquire(int word) {
    return (long) LONGS.getAcquire(bytes, word << WORD_SHIFT);
  }

  /** Read that is neither torn nor elided, in no order with others. */
  public long getLongOpaque(int word) {
    return (long) LONGS.getOpaque(bytes, word << WORD_SHIFT);
  }

  /** Write before which every earlier access of this thread is visible. */
  public void setLongRelease(int word, long value) {
    LONGS.setRelease(bytes, word << WORD_SHIFT, value);
  }

  /** Copies words within this memory; the two stretches do not overlap. */
  public void copy(int from, int to, int words) {
    copy(this, from, to, words);
  }

  /** Copies words from another memory to here; the two stretches do not overlap. */
  public void copy(Memory source, int from, int to, int words) {
    longs.put(to, source.longs, from, words);
  }

  /** Appends words to a buffer, in its byte order. */
  public void copyTo(ByteBuffer target, int word, int words) {
    target.asLongBuffer().put(0, longs, word, words);
    target.position(target.position() + words * WORD_BYTES);
  }

  /** Writes words from a buffer's position on, by its byte order; the position stays. */
  public void copyFrom(ByteBuffer source, int word, int words) {
    longs.put(word, source.asLongBuffer(), 0, words);
  }

  /** Reads consecutive words into an array. */
  public void getDoubles(int word, double[] target, int offset, int count) {
    doubles.get(word, target, offset, count);
  }

  /** Writes consecutive words from an array. */
  public void setDoubles(int word, double[] source, int offset, int count) {
    doubles.put(word, source, offset, count);
  }

  /** Zeroes a stretch. */
  public void clear(int word, int count) {
    for (int done = 0; done < count; done += ZEROS.length) {
      longs.put(word + done, ZEROS, 0, Math.min(ZEROS.length, count - done));
    }
  }

  /** The CRC32C of two stretches in turn. Allocates nothing, at the price of a lock. */
  long checksum(int word, int count, int nextWord, int nextCount) {
    synchronized (window) {
      checksum.reset();
      feed(word, count);
      feed(nextWord, nextCount);
      return checksum.getValue();
    }
  }

  private void feed(int word, int count) {
    window.limit((word + count) << WORD_SHIFT).position(word << WORD_SHIFT);
    checksum.update(window);
  }
}
