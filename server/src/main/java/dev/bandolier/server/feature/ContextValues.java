package dev.bandolier.server.feature;

import dev.bandolier.v1.DerivedFrom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * The values of one context, in the order of the campaign's schema. Made once and filled again and
 * again; not thread-safe.
 *
 * <p>Their binary form, which the journal keeps, is little-endian: the number of features (u16), and
 * for each a tag (u8): 0 missing, 1 a category (u16 length, UTF-8), 2 a number (f64), 3 false, 4
 * true, 5 a category (u8 length, UTF-8), 6 a whole number from 0 to 255 (u8). Derived values are among them, so that reading them back needs neither a clock nor a time
 * zone.
 */
public final class ContextValues {

  private static final byte MISSING = 0;
  private static final byte CATEGORY = 1;
  private static final byte NUMBER = 2;
  private static final byte FALSE = 3;
  private static final byte TRUE = 4;
  private static final byte SHORT_CATEGORY = 5;
  private static final byte SMALL_NUMBER = 6;

  private static final int MAX_BYTE = 255;

  private final ZoneClock clock = new ZoneClock();
  private byte[] tags = new byte[16];
  private double[] numbers = new double[16];
  private String[] categories = new String[16];
  private int size;
  private ByteBuffer section = ByteBuffer.allocate(256);

  /** Values of no features. */
  public ContextValues() {}

  /** How many features there are, missing ones included. */
  public int size() {
    return size;
  }

  /** Whether feature i of the schema is missing. */
  public boolean isMissing(int i) {
    return tags[i] == MISSING;
  }

  /** The categorical value of feature i; meaningless for other kinds. */
  public String category(int i) {
    return categories[i];
  }

  /** The number of feature i; meaningless for other kinds. */
  public double number(int i) {
    return numbers[i];
  }

  /** The flag of feature i; meaningless for other kinds. */
  public boolean flag(int i) {
    return tags[i] == TRUE;
  }

  /** Makes all of so many features missing. */
  void reset(int features) {
    if (features > tags.length) {
      tags = new byte[features];
      numbers = new double[features];
      categories = new String[features];
    }
    for (int i = 0; i < features; i++) {
      tags[i] = MISSING;
      categories[i] = "";
    }
    size = features;
  }

  void setCategory(int i, String value) {
    tags[i] = CATEGORY;
    categories[i] = value;
  }

  void setNumber(int i, double value) {
    tags[i] = NUMBER;
    numbers[i] = value;
  }

  void setFlag(int i, boolean value) {
    tags[i] = value ? TRUE : FALSE;
  }

  /** Takes over what another context has in the place of feature {@code from}. */
  void copy(int i, ContextValues other, int from) {
    tags[i] = other.tags[from];
    numbers[i] = other.numbers[from];
    categories[i] = other.categories[from];
  }

  /** Fills feature i with what is derived from a time; not at all where nothing is. */
  void derive(int i, DerivedFrom derived, ZoneId zone, long epochSecond) {
    switch (derived) {
      case DERIVED_FROM_HOUR_OF_DAY -> setNumber(i, clock.hourOfDay(zone, epochSecond));
      case DERIVED_FROM_DAY_OF_WEEK -> setNumber(i, clock.dayOfWeek(zone, epochSecond));
      case DERIVED_FROM_UNSPECIFIED, UNRECOGNIZED -> {}
    }
  }

  /** A bound of the binary form's size in bytes. */
  private int bytesAtMost() {
    int bytes = Short.BYTES;
    for (int i = 0; i < size; i++) {
      bytes += 1;
      if (tags[i] == CATEGORY) {
        bytes += Short.BYTES + Utf8.atMost(categories[i]);
      } else if (tags[i] == NUMBER) {
        bytes += Double.BYTES;
      }
    }
    return bytes;
  }

  /** The binary form, in a buffer that the next call uses again. */
  public ByteBuffer section() {
    int bytes = bytesAtMost();
    if (section.capacity() < bytes) {
      section = ByteBuffer.allocate(2 * bytes);
    }
    section.clear();
    write(section);
    return section.flip();
  }

  /**
   * Appends the binary form at the buffer's position, whatever the buffer's order.
   *
   * @throws java.nio.BufferOverflowException if it does not fit
   */
  public void write(ByteBuffer target) {
    ByteOrder order = target.order();
    target.order(ByteOrder.LITTLE_ENDIAN).putShort((short) size);
    for (int i = 0; i < size; i++) {
      writeValue(target, i);
    }
    target.order(order);
  }

  private void writeValue(ByteBuffer target, int i) {
    if (tags[i] == CATEGORY) {
      writeCategory(target, categories[i]);
    } else if (tags[i] == NUMBER) {
      writeNumber(target, numbers[i]);
    } else {
      target.put(tags[i]);
    }
  }

  private static void writeCategory(ByteBuffer target, String value) {
    if (Utf8.fits(value, MAX_BYTE)) {
      int start = target.put(SHORT_CATEGORY).position();
      Utf8.put(target.put((byte) 0), value);
      target.put(start, (byte) (target.position() - start - Byte.BYTES));
    } else {
      int start = target.put(CATEGORY).position();
      Utf8.put(target.putShort((short) 0), value);
      target.putShort(start, (short) (target.position() - start - Short.BYTES));
    }
  }

  private static void writeNumber(ByteBuffer target, double value) {
    int small = (int) value & MAX_BYTE;
    if (Double.doubleToRawLongBits(small) == Double.doubleToRawLongBits(value)) {
      target.put(SMALL_NUMBER).put((byte) small);
    } else {
      target.put(NUMBER).putDouble(value);
    }
  }

  /**
   * Reads the binary form from the buffer's position.
   *
   * @throws IllegalArgumentException if it is none
   * @throws java.nio.BufferUnderflowException if it is cut off
   */
  public void read(ByteBuffer source) {
    ByteOrder order = source.order();
    source.order(ByteOrder.LITTLE_ENDIAN);
    reset(Short.toUnsignedInt(source.getShort()));
    for (int i = 0; i < size; i++) {
      readValue(source, i);
    }
    source.order(order);
  }

  private void readValue(ByteBuffer source, int i) {
    byte tag = source.get();
    switch (tag) {
      case MISSING -> {}
      case CATEGORY -> setCategory(i, readText(source, Short.toUnsignedInt(source.getShort())));
      case SHORT_CATEGORY -> setCategory(i, readText(source, Byte.toUnsignedInt(source.get())));
      case NUMBER -> setNumber(i, source.getDouble());
      case SMALL_NUMBER -> setNumber(i, Byte.toUnsignedInt(source.get()));
      case FALSE, TRUE -> setFlag(i, tag == TRUE);
      default -> throw new IllegalArgumentException("no value of a context has the tag " + tag);
    }
  }

  private static String readText(ByteBuffer source, int length) {
    byte[] bytes = new byte[length];
    source.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
