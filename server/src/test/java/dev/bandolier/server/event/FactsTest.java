package dev.bandolier.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CensorReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactsTest {

  static List<Fact> facts() {
    return List.of(
        new CampaignChanged(
            CampaignChanged.Change.UPDATED,
            7,
            3,
            -1,
            Long.MAX_VALUE,
            List.of("image"),
            Campaign.newBuilder().setName("campaigns/a").build()),
        new ValueSeen(7, "device", "téléphone"),
        new OutcomeSeen(7, "d", "click", "", "", -1, Double.NaN, Long.MIN_VALUE, "", "", false),
        new OutcomeSeen(7, "d", "buy", "offer", "x", 2, 42.5, 17, "o-1", "o-0", true),
        new Activated(7, "d", 12, List.of("subject", "image")),
        new Censored(7, "d", List.of(), CensorReason.CENSOR_REASON_REPLACED),
        new Retracted(7, "d", "o-1", "", "", "", -1),
        new Answered(7, "d"),
        new FeedCompleted(7, 99),
        new TimePassed(7, 100, 1000),
        new ExpiryHeld(7, true),
        ImportMarked.begun(7, "june"),
        new ImportMarked(7, "größer", true, 1L << 40, 3),
        new WithToken(
            7,
            640,
            1_700_000_000_000L,
            ByteString.copyFromUtf8("what the token says"),
            new OutcomeSeen(7, "d", "buy", "offer", "x", 2, 42.5, 17, "o-1", "o-0", true)),
        new WithToken(7, 8, 9, ByteString.EMPTY, new Answered(7, "d")),
        new SnapshotTaken(7, "before-sale", true),
        new SnapshotImported(7, "from-test", "ab".repeat(32)),
        new SnapshotDeleted(7, 123_456_789_012L),
        new RolledBack(
            7, 123_456_789_012L, true, "cd".repeat(32), RolledBack.Mode.FOLD_AGAIN, 5, 9));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void fact_writtenAndRead_isTheSame(Fact fact) {
    assertThat(Fact.read(fact.type(), fact.encode())).isEqualTo(fact);
  }

  @ParameterizedTest
  @MethodSource("facts")
  void fact_written_beginsWithItsCampaign(Fact fact) {
    assertThat(fact.encode().order(ByteOrder.LITTLE_ENDIAN).getInt(0)).isEqualTo(fact.campaign());
  }

  @Test
  void fact_largerThanTheFirstBuffer_isWrittenWhole() {
    Fact fact = new ValueSeen(1, "f", "x".repeat(100_000));
    assertThat(Fact.read(fact.type(), fact.encode())).isEqualTo(fact);
  }

  @Test
  void fact_ofUnknownType_isRefused() {
    assertThatThrownBy(() -> Fact.read((byte) 99, ByteBuffer.allocate(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
  }

  @Test
  void decision_writtenAndReadInPlace_isTheSame() {
    DecisionMadeWriter writer = new DecisionMadeWriter();
    for (int round = 0; round < 3; round++) {
      DecisionMade read = new DecisionMade().wrap(write(writer, 500 * round));
      assertThat(read.campaign()).isEqualTo(5);
      assertThat(read.revision()).isEqualTo(9);
      assertThat(read.id()).isEqualTo("décision");
      assertThat(List.of(read.keyHi(), read.keyLo())).containsExactly(1L, 2L);
      assertThat(List.of(read.fingerprintHi(), read.fingerprintLo())).containsExactly(3L, 4L);
      assertThat(List.of(read.unitHi(), read.unitLo())).containsExactly(5L, 6L);
      assertThat(read.modelVersion()).isEqualTo(77);
      assertThat(read.versionExact()).isTrue();
      assertThat(read.deferred()).isFalse();
      assertThat(read.tracked()).isTrue();
      assertThat(read.decisionSource()).isEqualTo(2);
      assertThat(read.subjectKey()).isZero();
      assertThat(read.labels()).containsExactly("send=a", "place=top");
      assertThat(read.slotCount()).isEqualTo(2);
      assertSecondSlot(read.seekSlot(1), 500 * round);
      assertThat(read.seekSlot(0).slotUid()).isEqualTo(11);
      assertThat(StandardCharsets.UTF_8.decode(read.context()).toString()).isEqualTo("ctx");
    }
  }

  private static void assertSecondSlot(DecisionMade read, int extraArms) {
    assertThat(read.slotUid()).isEqualTo(12);
    assertThat(read.eligible()).isEqualTo(3 + extraArms);
    assertThat(read.count()).isEqualTo(2);
    assertThat(read.chosen(0)).isEqualTo(2);
    assertThat(read.chosenArm(0)).isEqualTo(30);
    assertThat(read.chosenArm(1)).isEqualTo(10);
    assertThat(read.propensity(0)).isEqualTo(0.5);
    assertThat(read.propensity(1)).isEqualTo(0.4);
    assertThat(read.pmf(1)).isEqualTo(0.3);
    assertThat(read.nonZeros()).isEqualTo(2);
    assertThat(read.index(1)).isEqualTo(4);
    assertThat(read.value(1)).isEqualTo(-0.25);
  }

  private static ByteBuffer write(DecisionMadeWriter writer, int extraArms) {
    int[] arms = new int[3 + extraArms];
    double[] pmf = new double[3 + extraArms];
    System.arraycopy(new int[] {10, 20, 30}, 0, arms, 0, 3);
    System.arraycopy(new double[] {0.2, 0.3, 0.5}, 0, pmf, 0, 3);
    return writer
        .begin(5, 9, "décision".getBytes(StandardCharsets.UTF_8))
        .key(1, 2)
        .fingerprint(3, 4)
        .unit(5, 6)
        .version(77, true)
        .decisionSource(2)
        .tracked(true)
        .deferred(false)
        .label("send=a".getBytes(StandardCharsets.UTF_8))
        .label("place=top".getBytes(StandardCharsets.UTF_8))
        .slot(
            11,
            1,
            new int[] {0},
            new double[] {1},
            1,
            new int[] {1},
            new double[] {1},
            1,
            new int[] {0},
            new double[] {1})
        .slot(
            12,
            2,
            new int[] {0, 4},
            new double[] {1, -0.25},
            arms.length,
            arms,
            pmf,
            2,
            new int[] {2, 0},
            new double[] {0.5, 0.4})
        .context(ByteBuffer.wrap("ctx".getBytes(StandardCharsets.UTF_8)))
        .finish();
  }
}
