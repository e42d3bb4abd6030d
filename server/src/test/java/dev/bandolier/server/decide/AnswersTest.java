package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.policy.Draw;
import dev.bandolier.v1.ArmDecision;
import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.SlotDecision;
import dev.bandolier.v1.UntrackedReason;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Answers are, to the byte, the messages that protobuf makes of what they say. */
final class AnswersTest {

  private static final int GONE = 9;
  private static final int CASES = 5_000;
  private static final String[] MANY =
      IntStream.range(0, 70).mapToObj(i -> "arm-" + i).toArray(String[]::new);
  private static final double[] ODD_ONES = {0.1, -0.0, -0.25, Double.MIN_VALUE, 2.0};

  private final SplittableRandom random = new SplittableRandom(7);
  private final Workbench bench = new Workbench();
  private final Campaign campaign =
      Definitions.compiled(
          Definitions.mail().toBuilder()
              .addSlots(Definitions.slot("größe", "ä", "x".repeat(40), "π".repeat(20)))
              .addSlots(Definitions.slot("many", MANY))
              .build());

  @Test
  void answer_isTheBytesOfItsMessage_whateverWasDecided() throws Exception {
    for (int i = 0; i < CASES; i++) {
      decide();
      ByteString token = ByteString.copyFrom(new byte[random.nextInt(2) * random.nextInt(300)]);
      boolean pmf = random.nextBoolean();
      boolean payloads = random.nextBoolean();

      ByteString answer = Answers.of(campaign, bench, token, pmf, payloads);

      DecideResponse expected = message(pmf, payloads).setToken(token).build();
      assertThat(DecideResponse.parseFrom(answer)).isEqualTo(expected);
      assertThat(answer).isEqualTo(expected.toByteString());
    }
  }

  /** Puts a decision on the bench, with many fields at their defaults and slots that are gone. */
  private void decide() {
    bench.id.set(random.nextBoolean() ? "d" + random.nextInt(100) : "é".repeat(random.nextInt(32)));
    bench.position = random.nextInt(4) == 0 ? 0 : 8;
    bench.time = random.nextInt(4) * random.nextLong(2_000_000_000_000L) / 1000 * random.nextInt(2);
    DecisionMadeWriter writer =
        random.nextBoolean() ? new DecisionMadeWriter() : DecisionMadeWriter.wide();
    writer
        .begin(7, 1, bench.id.toString().getBytes(StandardCharsets.UTF_8))
        .version(random.nextLong() >>> random.nextInt(64), random.nextBoolean())
        .decisionSource(random.nextInt(6))
        .untrackedReason(random.nextInt(6));
    for (int slots = random.nextInt(4); slots > 0; slots--) {
      Slot slot = campaign.slots().get(random.nextInt(4));
      int uid = random.nextInt(5) == 0 ? GONE : slot.uid();
      writeSlot(uid, slot.arms().size() + random.nextInt(2), writer);
    }
    bench.made.wrap(writer.context(bench.context.section()).finish());
  }

  private void writeSlot(int uid, int eligible, DecisionMadeWriter writer) {
    int[] arms = IntStream.range(0, eligible).map(i -> eligible - 1 - i).toArray();
    double[] pmf = IntStream.range(0, eligible).mapToDouble(i -> random.nextInt(3) / 3.0).toArray();
    int count = random.nextInt(1 + eligible);
    int[] chosen = IntStream.range(0, count).toArray();
    double[] propensity = IntStream.range(0, count).mapToDouble(i -> real()).toArray();
    writer.slot(uid, 0, new int[0], new double[0], eligible, arms, pmf, count, chosen, propensity);
    if (random.nextBoolean()) {
      writer.wouldBe(random.nextInt(eligible));
    }
  }

  /** Mostly a probability, sometimes what none can be; products of them are never NaN. */
  private double real() {
    return random.nextInt(3) > 0
        ? random.nextInt(3) / 2.0
        : ODD_ONES[random.nextInt(ODD_ONES.length)];
  }

  private DecideResponse.Builder message(boolean pmf, boolean payloads) {
    DecisionMade made = bench.made;
    UntrackedReason reason = Answers.untrackedReason(made, bench.position);
    DecisionSource source = Answers.source(made);
    DecideResponse.Builder answer =
        DecideResponse.newBuilder()
            .setDecisionId(made.id())
            .setModelVersion(made.modelVersion())
            .setModelVersionExact(made.versionExact())
            .setSource(source)
            .setTracked(reason == UntrackedReason.UNTRACKED_REASON_UNSPECIFIED)
            .setUntrackedReason(reason)
            .setTime(Timestamps.fromMillis(bench.time));
    for (int i = 0; i < made.slotCount(); i++) {
      Slot slot = campaign.slotByUid(made.seekSlot(i).slotUid());
      if (slot != null) {
        answer.addSlots(slot(slot, pmf, payloads));
      }
    }
    return answer;
  }

  private SlotDecision.Builder slot(Slot slot, boolean pmf, boolean payloads) {
    DecisionMade made = bench.made;
    SlotDecision.Builder answer = SlotDecision.newBuilder().setSlot(slot.name());
    double product = 1.0;
    double[] left = IntStream.range(0, made.eligible()).mapToDouble(made::pmf).toArray();
    for (int position = 0; position < made.count(); position++) {
      ArmDecision.Builder arm = answer.addArmsBuilder();
      arm.setPropensity(made.propensity(position));
      Arm chosen = slot.armByUid(made.chosenArm(position));
      if (chosen != null) {
        arm.setArm(chosen.id()).setPayload(payloads ? chosen.payload() : "");
      }
      for (int i = 0; i < left.length && pmf; i++) {
        addProbability(slot.armByUid(made.armUid(i)), left[i], made.pmf(i), arm);
      }
      Draw.next(left, left.length, made.chosen(position), 0.0);
      product *= made.propensity(position);
    }
    Arm wouldBe = made.wouldBe() < 0 ? null : slot.armByUid(made.armUid(made.wouldBe()));
    return answer.setWouldBe(wouldBe == null ? "" : wouldBe.id()).setPropensity(product);
  }

  private static void addProbability(Arm arm, double left, double pmf, ArmDecision.Builder to) {
    if (arm != null && (left > 0.0 || pmf == 0.0)) {
      to.addPmf(ArmProbability.newBuilder().setArm(arm.id()).setProbability(left));
    }
  }
}
