package dev.bandolier.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both layouts of {@link DecisionMade} say every bit of what was written. */
class DecisionLayoutTest {

  private static final int DECISIONS = 2000;

  /** What data format 1's writer made of the first thousand seeds, none of them encrypted. */
  private static final String WIDE_DIGEST =
      "86a9f78afda35cd801a01446d8d8daf70d3f842ec2e4f25147989ef622ab6267";

  private final DecisionMadeWriter writer = new DecisionMadeWriter();
  private final DecisionMadeWriter wide = DecisionMadeWriter.wide();
  private final DecisionMade read = new DecisionMade();

  @Test
  void compactDecisions_areReadToTheLastBit() {
    for (int seed = 0; seed < DECISIONS; seed++) {
      RandomDecision decision = new RandomDecision(seed);
      decision.assertIn(read.wrap(decision.write(writer)));
    }
  }

  @Test
  void wideDecisions_areReadToTheLastBit() {
    for (int seed = 0; seed < DECISIONS; seed++) {
      RandomDecision decision = new RandomDecision(seed);
      decision.assertIn(read.wrap(decision.write(wide)));
    }
  }

  @Test
  void wideDecisions_areThoseOfDataFormat1_byteForByte() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int seed = 0; seed < 1000; seed++) {
      digest.update(new RandomDecision(seed).write(wide, 0));
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(WIDE_DIGEST);
  }

  @Test
  void decisionInTheMiddleOfABuffer_isRead() {
    for (int seed = 0; seed < 100; seed++) {
      RandomDecision decision = new RandomDecision(seed);
      ByteBuffer payload = decision.write(writer);
      ByteBuffer around = ByteBuffer.allocateDirect(payload.remaining() + 20);
      around.position(9).put(payload).flip().position(9);
      decision.assertIn(read.wrap(around));
    }
  }

  @Test
  void compactDecision_isShorterThanWide() {
    for (int seed = 0; seed < DECISIONS; seed++) {
      RandomDecision decision = new RandomDecision(seed);
      int bytes = decision.write(writer).remaining();
      assertThat(bytes).isLessThan(decision.write(wide).remaining());
    }
  }

  /** Ten arms, five features and the intercept, two of them not 1.0, an id of sixteen hexadecimal digits. */
  @Test
  void decisionAmongTenArms_takesWhatItSays() {
    double[] pmf = {0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2};
    ByteBuffer payload =
        writer
            .begin(1, 1, "0123456789abcdef".getBytes(StandardCharsets.UTF_8))
            .key(1, 2)
            .fingerprint(3, 4)
            .unit(0, 0)
            .subjectKey(0)
            .version(1L << 40, true)
            .slot(
                0,
                6,
                new int[] {0, 3, 5, 6, 9, 20},
                new double[] {1, 1, 0.5, -0.8, 1, 1},
                10,
                new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                pmf,
                1,
                new int[] {9},
                new double[] {0.2})
            .context(ByteBuffer.allocate(0))
            .finish();
    int header = 51 + 1 + 8;
    int slot = 2 + 5 + 1 + 2 * 8 + 10 * 8 + 6 + 1;
    assertThat(payload.remaining()).isEqualTo(header + slot);
  }

  @Test
  void slotWithoutArms_isReadWhereThePayloadEndsBehindIt() {
    int[] none = {};
    ByteBuffer payload =
        writer
            .begin(1, 1, new byte[0])
            .slot(
                70_000,
                1,
                new int[] {0},
                new double[] {1},
                0,
                none,
                new double[0],
                0,
                none,
                new double[0])
            .context(ByteBuffer.allocate(0))
            .finish();
    read.wrap(payload.slice()).seekSlot(0);
    assertThat(read.slotUid()).isEqualTo(70_000);
    assertThat(read.eligible()).isZero();
    assertThat(read.index(0)).isZero();
    assertThat(read.context().remaining()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef, 8",
    "abc, 2",
    "123e4567-e89b-12d3-a456-426614174000, 16",
    "123E4567-e89b-12d3-a456-426614174000, 36",
    "123e4567-e89b-12d3-a456-42661417400g, 36",
    "01hzxk5m8wq3v7n2t4s6r9bcde, 17",
    "i, 1",
    "größer, 8",
    "'', 0"
  })
  void id_takesAsManyBytesAsItsDigitsNeed(String id, int bytes) {
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    int empty = writer.begin(1, 1, new byte[0]).context(ByteBuffer.allocate(0)).finish().limit();
    ByteBuffer payload = writer.begin(1, 1, text).context(ByteBuffer.allocate(0)).finish();
    assertThat(payload.remaining() - empty).isEqualTo(bytes);
    assertThat(read.wrap(payload).id()).isEqualTo(id);
  }

  @Test
  void decisionCutOff_isNotRead() {
    for (int seed = 0; seed < 50; seed++) {
      RandomDecision decision = new RandomDecision(seed);
      int context = decision.context.length;
      ByteBuffer payload = decision.write(writer);
      for (int end = 0; end < payload.limit() - context; end += 7) {
        ByteBuffer cut = payload.slice(0, end);
        assertThatThrownBy(() -> decision.assertIn(read.wrap(cut)))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }
}
