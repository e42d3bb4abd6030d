package dev.bandolier.server.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A protobuf message that is written from its end to its beginning: a part is there before its length
 * is asked for, so none is computed beforehand. Fields are put with the highest number first, elements
 * of a list with the last one first; a field at its default is left out. The bytes are then those of the
 * message itself.
 *
 * <p>Memory grows as needed and is used again, unless it has become large: then it goes with the message. For
 * one thread at a time.
 */
final class MessageBytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST = 1024;
  private static final int MOST_KEPT = 64 * 1024;
  private static final int MORE = 0x80;
  private static final int FEW_CHARACTERS = 32;

  private byte[] bytes = new byte[FIRST];
  private int begin = bytes.length;

  /** Becomes a message without fields. */
  void clear() {
    begin = bytes.length;
  }

  /** How many bytes there are so far. */
  int size() {
    return bytes.length - begin;
  }

  /** Puts an integer or the number of an enum's value. */
  void putNumber(int field, long value) {
    if (value != 0) {
      putVarint(value);
      putTag(field, WireFormat.WIRETYPE_VARINT);
    }
  }

  void putFlag(int field, boolean value) {
    putNumber(field, value ? 1 : 0);
  }

  /** Puts a double, bit for bit. */
  void putReal(int field, double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (bits != 0) {
      int at = grow(Long.BYTES);
      LONG.set(bytes, at, bits);
      putTag(field, WireFormat.WIRETYPE_FIXED64);
    }
  }

  void putText(int field, String text) {
    if (!text.isEmpty()) {
      int before = size();
      putCharacters(text);
      close(field, before);
    }
  }

  /** Puts the first bytes of an array. */
  void putBytes(int field, byte[] source, int length) {
    if (length > 0) {
      int before = size();
      int at = grow(length);
      System.arraycopy(source, 0, bytes, at, length);
      close(field, before);
    }
  }

  void putBytes(int field, ByteString source) {
    if (!source.isEmpty()) {
      int before = size();
      int at = grow(source.size());
      source.copyTo(bytes, at);
      close(field, before);
    }
  }

  /** Makes a field of all that was put since there were so many bytes: a message within this one. */
  void close(int field, int before) {
    putVarint(size() - before);
    putTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  /** Ends the message, and returns it. {@link #clear} follows. */
  ByteString message() {
    if (bytes.length <= MOST_KEPT) {
      return UnsafeByteOperations.unsafeWrap(Arrays.copyOfRange(bytes, begin, bytes.length));
    }
    ByteString message = UnsafeByteOperations.unsafeWrap(bytes, begin, size());
    bytes = new byte[FIRST];
    clear();
    return message;
  }

  /** How many bytes of memory are kept for the next message. */
  int kept() {
    return bytes.length;
  }

  private void putCharacters(String text) {
    int length = text.length();
    if (length > FEW_CHARACTERS) {
      putEncoded(text);
      return;
    }
    int at = grow(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        begin += length;
        putEncoded(text);
        return;
      }
      bytes[at + i] = (byte) c;
    }
  }

  private void putEncoded(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    int at = grow(encoded.length);
    System.arraycopy(encoded, 0, bytes, at, encoded.length);
  }

  private void putTag(int field, int type) {
    putVarint((long) field << 3 | type);
  }

  private void putVarint(long value) {
    int length = (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    int at = grow(length);
    long left = value;
    for (int i = 1; i < length; i++) {
      bytes[at++] = (byte) (left & MORE - 1 | MORE);
      left >>>= 7;
    }
    bytes[at] = (byte) left;
  }

  /** Makes room in front, maybe in another array; returns where it begins. */
  private int grow(int length) {
    if (length > begin) {
      int size = size();
      byte[] larger = new byte[Math.max(2 * bytes.length, size + length)];
      System.arraycopy(bytes, begin, larger, larger.length - size, size);
      bytes = larger;
      begin = larger.length - size;
    }
    begin -= length;
    return begin;
  }
}
