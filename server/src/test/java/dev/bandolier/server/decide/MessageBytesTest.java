package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is written from its end is what protobuf writes from its beginning. */
final class MessageBytesTest {

  private static final int CASES = 10_000;
  private static final int FIELDS = 40;

  private final SplittableRandom random = new SplittableRandom(5);
  private final MessageBytes bytes = new MessageBytes();

  @Test
  void fields_ofAllTypesAndSizes_areProtobufs() {
    for (int i = 0; i < CASES; i++) {
      UnknownFieldSet.Builder expected = UnknownFieldSet.newBuilder();
      bytes.clear();
      for (int field = FIELDS; field > 0; field -= 1 + random.nextInt(FIELDS / 4)) {
        expected.addField(field, put(field));
      }
      ByteString message = expected.build().toByteString();
      assertThat(bytes.size()).isEqualTo(message.size());
      assertThat(bytes.message()).isEqualTo(message);
    }
  }

  private Field put(int number) {
    Field.Builder field = Field.newBuilder();
    switch (random.nextInt(4)) {
      case 0 -> {
        long value = random.nextLong() >>> random.nextInt(64) | 1;
        bytes.putNumber(number, value);
        field.addVarint(value);
      }
      case 1 -> {
        double value = Double.longBitsToDouble(random.nextLong() | 1);
        bytes.putReal(number, value);
        field.addFixed64(Double.doubleToRawLongBits(value));
      }
      case 2 -> {
        String text = text();
        bytes.putText(number, text);
        field.addLengthDelimited(ByteString.copyFromUtf8(text));
      }
      default -> {
        byte[] source = text().getBytes(StandardCharsets.UTF_8);
        int length = 1 + random.nextInt(source.length);
        bytes.putBytes(number, source, length);
        field.addLengthDelimited(ByteString.copyFrom(source, 0, length));
      }
    }
    return field.build();
  }

  private String text() {
    String some = random.nextInt(4) > 0 ? "a" : random.nextBoolean() ? "aé" : "\ud83d\ude00€";
    int most = random.nextInt(200) == 0 ? 40_000 : random.nextInt(10) == 0 ? 300 : 40;
    return some.repeat(1 + random.nextInt(most));
  }

  @Test
  void defaults_areLeftOut_andNothingElseIs() {
    for (double real : new double[] {0.0, -0.0, Double.NaN, -1.5, Double.MIN_VALUE, -1.0 / 0.0}) {
      bytes.clear();
      bytes.putReal(DoubleValue.VALUE_FIELD_NUMBER, real);
      assertThat(bytes.message()).isEqualTo(DoubleValue.of(real).toByteString());
    }
    for (long number : new long[] {0, 1, 127, 128, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      bytes.clear();
      bytes.putNumber(Int64Value.VALUE_FIELD_NUMBER, number);
      assertThat(bytes.message()).isEqualTo(Int64Value.of(number).toByteString());
    }
    bytes.clear();
    bytes.putFlag(9, false);
    bytes.putText(8, "");
    bytes.putBytes(7, ByteString.EMPTY);
    bytes.putBytes(6, new byte[3], 0);
    assertThat(bytes.message()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void halfOfAPairOfCharacters_isWrittenAsProtobufWritesIt() {
    for (String text : new String[] {"\ud83d", "a\ude00b", "x".repeat(50) + "\ud83d"}) {
      bytes.clear();
      bytes.putText(StringValue.VALUE_FIELD_NUMBER, text);
      assertThat(bytes.message()).isEqualTo(StringValue.of(text).toByteString());
    }
  }

  @Test
  void message_isItsOwn_whenTheNextIsWritten() {
    bytes.putText(1, "first");
    ByteString first = bytes.message();
    bytes.clear();
    bytes.putText(1, "other");
    assertThat(first).isEqualTo(StringValue.of("first").toByteString());
  }

  @Test
  void largeMessage_takesItsMemoryAlong_andTheNextBeginsSmall() {
    String large = "x".repeat(1 << 20);
    bytes.putText(1, large);
    assertThat(bytes.message()).isEqualTo(StringValue.of(large).toByteString());
    assertThat(bytes.kept()).isLessThan(1 << 16);

    bytes.putText(1, "small");
    assertThat(bytes.message()).isEqualTo(StringValue.of("small").toByteString());
  }
}
