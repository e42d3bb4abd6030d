package dev.bandolier.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TokenSealTest {

  private static final long POSITION = 123_456_789_012L;
  private static final long TIME = 1_700_000_000_123L;

  private final TokenSeal seal = new TokenSeal(key(1));
  private final ByteString token = seal.seal(decision(), POSITION, TIME);

  private static byte[] key(int first) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    return key;
  }

  /** Two arms out of three, best first, and one out of two; a vector, labels and a context. */
  private static DecisionMade decision() {
    ByteBuffer payload =
        new DecisionMadeWriter()
            .begin(7, 3, "décision".getBytes(StandardCharsets.UTF_8))
            .key(11, 12)
            .fingerprint(13, 14)
            .unit(15, 16)
            .version(99, true)
            .decisionSource(2)
            .deferred(true)
            .tracked(true)
            .token(true)
            .label("send=1".getBytes(StandardCharsets.UTF_8))
            .slot(
                4,
                2,
                new int[] {0, 9},
                new double[] {1, -0.5},
                3,
                new int[] {20, 21, 22},
                new double[] {0.2, 0.3, 0.5},
                2,
                new int[] {2, 0},
                new double[] {0.5, 0.4})
            .slot(
                5,
                1,
                new int[] {0},
                new double[] {1},
                2,
                new int[] {30, 31},
                new double[] {0.25, 0.75},
                1,
                new int[] {1},
                new double[] {0.75})
            .context(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .finish();
    return new DecisionMade().wrap(payload);
  }

  @Test
  void token_opened_saysWhatLearningNeedsAndNothingOfThePerson() {
    Token opened = Objects.requireNonNull(seal.open(token));
    assertThat(opened.position()).isEqualTo(POSITION);
    assertThat(opened.time()).isEqualTo(TIME);
    assertThat(opened.campaign()).isEqualTo(7);
    assertThat(opened.decisionId()).isEqualTo("décision");
    DecisionMade made = new DecisionMade().wrap(opened.decision().asReadOnlyByteBuffer());
    assertThat(made.revision()).isEqualTo(3);
    assertThat(made.keyHi()).isEqualTo(11);
    assertThat(made.keyLo()).isEqualTo(12);
    assertThat(made.deferred() && made.tracked() && made.token()).isTrue();
    assertThat(made.decisionSource()).isEqualTo(2);
    assertThat(made.labels()).containsExactly("send=1");
    assertThat(made.unitHi() | made.fingerprintHi()).isZero();
    assertThat(made.context().remaining()).isZero();
    assertSlots(made);
  }

  private static void assertSlots(DecisionMade made) {
    assertThat(made.slotCount()).isEqualTo(2);
    made.seekSlot(0);
    assertThat(made.slotUid()).isEqualTo(4);
    assertThat(made.count()).isEqualTo(2);
    assertThat(made.chosenArm(0)).isEqualTo(22);
    assertThat(made.chosenArm(1)).isEqualTo(20);
    assertThat(made.propensity(1)).isEqualTo(0.4);
    assertThat(made.index(1)).isEqualTo(9);
    assertThat(made.value(1)).isEqualTo(-0.5);
    made.seekSlot(1);
    assertThat(made.chosenArm(0)).isEqualTo(31);
    assertThat(made.propensity(0)).isEqualTo(0.75);
  }

  @Test
  void token_ofTheSameDecision_isTheSame() {
    assertThat(seal.seal(decision(), POSITION, TIME)).isEqualTo(token);
    assertThat(seal.seal(decision(), POSITION + 8, TIME)).isNotEqualTo(token);
  }

  @Test
  void token_withAnyByteChanged_isNoneOfOurs() {
    for (int i = 0; i < token.size(); i++) {
      byte[] forged = token.toByteArray();
      forged[i] ^= 1;
      assertThat(seal.open(ByteString.copyFrom(forged))).as("byte %d", i).isNull();
    }
  }

  @Test
  void token_cutOrLengthened_isNoneOfOurs() {
    for (int length = 0; length < token.size(); length++) {
      assertThat(seal.open(token.substring(0, length))).isNull();
    }
    assertThat(seal.open(token.concat(ByteString.copyFrom(new byte[1])))).isNull();
  }

  @Test
  void token_ofAnotherServer_isNoneOfOurs() {
    assertThat(new TokenSeal(key(2)).open(token)).isNull();
  }

  @Test
  void fact_withAToken_carriesWhatItSays() {
    Token opened = Objects.requireNonNull(seal.open(token));
    assertThat(opened.with(new Answered(7, "décision")).decision()).isEqualTo(opened.decision());
    assertThat(TokenSeal.read(token)).isEqualTo(opened);
  }
}
