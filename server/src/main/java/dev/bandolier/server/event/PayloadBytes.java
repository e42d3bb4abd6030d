package dev.bandolier.server.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A payload that is being written, little-endian, in memory that grows as needed and is used again. What
 * is put goes to the end, what is set lies before it. Not thread-safe.
 */
final class PayloadBytes {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[4096];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** All of it, as a buffer that the next call hands out again. */
  ByteBuffer view() {
    return view.limit(size).position(0);
  }

  int getByte(int at) {
    return bytes[at] & 0xff;
  }

  int getInt(int at) {
    return (int) INT.get(bytes, at);
  }

  void setByte(int at, int value) {
    bytes[at] = (byte) value;
  }

  void setShort(int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  void setInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  void setLong(int at, long value) {
    LONG.set(bytes, at, value);
  }

  /** Puts zeros. */
  void skip(int length) {
    int at = grow(length);
    Arrays.fill(bytes, at, size, (byte) 0);
  }

  void put(byte[] source, int length) {
    int at = grow(length);
    System.arraycopy(source, 0, bytes, at, length);
  }

  void put(ByteBuffer source) {
    int length = source.remaining();
    int at = grow(length);
    source.get(source.position(), bytes, at, length);
  }

  void putLong(long value) {
    setLong(grow(Long.BYTES), value);
  }

  /** Puts a number in 1, 2, 4 or 8 bytes for a code of 0, 1, 2 or 3. */
  void putNumber(long value, int code) {
    int at = grow(1 << code);
    switch (code) {
      case 0 -> bytes[at] = (byte) value;
      case 1 -> SHORT.set(bytes, at, (short) value);
      case 2 -> INT.set(bytes, at, (int) value);
      default -> LONG.set(bytes, at, value);
    }
  }

  /** Puts the first so many numbers, each as {@link #putNumber} does. */
  void putNumbers(int[] values, int count, int code) {
    int at = grow(count << code);
    if (code == 0) {
      for (int i = 0; i < count; i++) {
        bytes[at + i] = (byte) values[i];
      }
    } else if (code == 1) {
      for (int i = 0; i < count; i++) {
        SHORT.set(bytes, at + 2 * i, (short) values[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        INT.set(bytes, at + 4 * i, values[i]);
      }
    }
  }

  /** Puts doubles, bit for bit. */
  void putDoubles(double[] values, int from, int to) {
    int at = grow(Double.BYTES * (to - from));
    for (int i = from; i < to; i++) {
      LONG.set(bytes, at + Double.BYTES * (i - from), Double.doubleToRawLongBits(values[i]));
    }
  }

  /** Makes room at the end; returns where it begins. */
  private int grow(int length) {
    int at = size;
    size += length;
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size));
      view = ByteBuffer.wrap(bytes);
    }
    return at;
  }
}
