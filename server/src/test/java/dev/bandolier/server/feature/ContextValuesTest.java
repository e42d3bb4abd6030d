package dev.bandolier.server.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ContextValuesTest {

  private final ContextValues values = new ContextValues();

  @Test
  void whatIsWritten_isReadBack() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      fill(random);
      ByteBuffer section = values.section();

      ContextValues again = new ContextValues();
      again.read(section);

      assertThat(section.hasRemaining()).isFalse();
      assertSame(again);
    }
  }

  private void fill(Random random) {
    int features = random.nextInt(40);
    values.reset(features);
    for (int i = 0; i < features; i++) {
      switch (random.nextInt(4)) {
        case 0 -> values.setCategory(i, text(random));
        case 1 -> values.setNumber(i, random.nextGaussian());
        case 2 -> values.setFlag(i, random.nextBoolean());
        default -> {}
      }
    }
  }

  /** Code points of one to four bytes. */
  private static String text(Random random) {
    int[] points = {'a', 'é', '€', '語', 0x1F600, 0x10FFFF, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF};
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(4) > 0 ? random.nextInt(12) : random.nextInt(300);
    for (int i = length; i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  private void assertSame(ContextValues again) {
    assertThat(again.size()).isEqualTo(values.size());
    for (int i = 0; i < values.size(); i++) {
      assertThat(again.isMissing(i)).isEqualTo(values.isMissing(i));
      assertThat(again.flag(i)).isEqualTo(values.flag(i));
      assertThat(again.category(i)).isEqualTo(values.category(i));
      if (!values.isMissing(i) && values.category(i).isEmpty()) {
        assertThat(again.flag(i)).isEqualTo(values.flag(i));
      }
    }
  }

  @Test
  void numbers_areReadBackToTheLastBit() {
    double[] odd = {0.0, -0.0, 1.0, 255.0, 256.0, -1.0, 0.5, 1e300, Double.NaN, 4294967297.0};
    values.reset(odd.length);
    for (int i = 0; i < odd.length; i++) {
      values.setNumber(i, odd[i]);
    }
    ContextValues again = new ContextValues();
    again.read(values.section());

    for (int i = 0; i < odd.length; i++) {
      assertThat(Double.doubleToRawLongBits(again.number(i)))
          .isEqualTo(Double.doubleToRawLongBits(odd[i]));
    }
  }

  @Test
  void wholeNumbersAndShortCategories_takeOneByteAndTheirText() {
    values.reset(3);
    values.setNumber(0, 23);
    values.setCategory(1, "tv");
    values.setCategory(2, "x".repeat(300));
    assertThat(values.section().remaining()).isEqualTo(2 + 2 + 4 + 303);
  }

  @Test
  void whatDataFormat1Wrote_isRead() {
    ByteBuffer section = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    section.putShort((short) 2).put((byte) 1).putShort((short) 2).put((byte) 't').put((byte) 'v');
    section.put((byte) 2).putDouble(23);
    values.read(section.flip());
    assertThat(values.category(0)).isEqualTo("tv");
    assertThat(values.number(1)).isEqualTo(23.0);
  }

  @Test
  void theBuffersOrder_doesNotMatter() {
    values.reset(1);
    values.setNumber(0, 1.5);
    ByteBuffer little = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer big = ByteBuffer.allocate(11).order(ByteOrder.BIG_ENDIAN);
    values.write(little);
    values.write(big);

    assertThat(big.array()).isEqualTo(little.array());
    assertThat(big.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    values.read(big.flip());
    assertThat(values.number(0)).isEqualTo(1.5);
  }

  @Test
  void utf8_isThatOfTheJdk() {
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      assertUtf8(text(random));
    }
    assertUtf8("half a pair: \ud83d, and the other half: \ude00");
    assertUtf8("\ud83d");
  }

  private static void assertUtf8(String text) {
    ByteBuffer buffer = ByteBuffer.allocate(1200);
    Utf8.put(buffer, text);
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);

    assertThat(Utf8.length(text)).isEqualTo(expected.length);
    assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(expected));
  }

  @Test
  void whatIsNoSection_isNotRead() {
    assertThatThrownBy(() -> values.read(ByteBuffer.wrap(new byte[] {1, 0, 9})))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> values.read(ByteBuffer.wrap(new byte[] {2, 0, 2, 0})))
        .isInstanceOf(BufferUnderflowException.class);
  }
}
