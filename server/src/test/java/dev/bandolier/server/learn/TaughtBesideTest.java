package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.Faded;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.NumericFeature;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.RewardBounds;
import dev.bandolier.v1.ServingMode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is taught fact by fact against what a start or a replay teaches on a second thread, or on one for many
 * facts together.
 */
class TaughtBesideTest extends RigTest {

  private static final int FACTS = 100;

  /** Kinds of campaigns, some of which read an arm among facts that share a step. */
  private enum Kind {
    PLAIN {
      @Override
      void shape(Campaign.Builder definition) {}
    },
    /** So wide that steps copy of an arm only what changes. */
    WIDE {
      @Override
      void shape(Campaign.Builder definition) {
        for (int i = 0; i < 100; i++) {
          definition.getSchemaBuilder().addFeatures(number("number-" + i));
        }
      }
    },
    FADING {
      @Override
      void shape(Campaign.Builder definition) {
        definition.setHalfLife(Duration.newBuilder().setSeconds(1800));
      }
    },
    FADING_BY_DECISIONS {
      @Override
      void shape(Campaign.Builder definition) {
        definition.setHalfLifeDecisions(50).setLearningMode(LearningMode.LEARNING_MODE_ON_REWARD);
      }
    },
    WATCHFUL {
      @Override
      void shape(Campaign.Builder definition) {
        definition.setForgetOnChange(true);
      }
    },
    WATCHFUL_AT_CLOSE {
      @Override
      void shape(Campaign.Builder definition) {
        definition
            .setForgetOnChange(true)
            .setLearningMode(LearningMode.LEARNING_MODE_AT_WINDOW_CLOSE);
      }
    },
    LOGITS {
      @Override
      void shape(Campaign.Builder definition) {
        definition
            .setRewardBounds(RewardBounds.newBuilder().setMax(1))
            .setHalfLife(Duration.newBuilder().setSeconds(36_000))
            .getPolicyBuilder()
            .setType(PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON);
      }
    };

    abstract void shape(Campaign.Builder definition);

    Campaign.Builder definition() {
      Campaign.Builder definition = Rig.clicks().addSlots(Rig.slot("offer", "x", "y", "z"));
      definition.getSchemaBuilder().addFeatures(number("price"));
      shape(definition);
      return definition;
    }
  }

  private static FeatureSchema.Builder number(String name) {
    return FeatureSchema.newBuilder()
        .setName(name)
        .setNumeric(NumericFeature.newBuilder().setMax(1));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anyFacts_foldedByAStartOrAReplay_leaveTheSameBits(Kind kind) throws IOException {
    Random random = new Random(kind.name().hashCode());
    rig.create(kind.definition());
    traffic("a", random);
    long snapshot = rig.snapshot("s");
    frozenAndGrown(kind, random);
    if (kind == Kind.PLAIN || kind == Kind.LOGITS) {
      rig.rollBack(snapshot, Mode.FOLD_AGAIN, 0, 0);
    }
    traffic("d", random);
    long digest = rig.digest();
    try (Replay replay = rig.replay(directory)) {
      replay.runToEnd((position, facts) -> {});
      assertThat(replay.compare(rig.store, 9).matches()).isTrue();
    }
    try (Replay replay = rig.replay(directory)) {
      assertThat(replay.runBeside(new Cutter(random), () -> true)).isTrue();
      assertThat(replay.compare(rig.store, 9).matches()).isTrue();
    }
    rig.rebuild();
    assertThat(rig.folded).isGreaterThan(2 * FACTS);
    assertThat(rig.digest()).isEqualTo(digest);
  }

  /** Lets all facts be folded on one thread, in steps of any length. */
  record Cutter(Random random) implements Replay.Witness {

    @Override
    public boolean follows(RecordView fact) {
      return true;
    }

    @Override
    public void coming(RecordView fact, Replay replay) {
      if (random.nextInt(30) == 0) {
        replay.flush();
      }
    }

    @Override
    public void came(RecordView fact, Replay replay) {}
  }

  private void frozenAndGrown(Kind kind, Random random) {
    Campaign.Builder frozen = kind.definition().setMode(ServingMode.SERVING_MODE_FROZEN);
    rig.change(Change.UPDATED, 2, frozen, List.of());
    traffic("b", random);
    Campaign.Builder grown = kind.definition();
    grown.getSchemaBuilder().addFeatures(number("age"));
    grown.getSlotsBuilder(0).addArms(dev.bandolier.v1.Arm.newBuilder().setId("c"));
    rig.change(Change.UPDATED, 3, grown, List.of("offer"));
    traffic("c", random);
  }

  private void traffic(String prefix, Random random) {
    for (int i = 0; i < FACTS; i++) {
      rig.now += random.nextInt(4000);
      String known = prefix + random.nextInt(i + 1);
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> rig.report(known, "click");
        case 3 -> rig.censor(known, CensorReason.CENSOR_REASON_UNKNOWABLE);
        case 4, 5 -> rig.decide(prefix + i, random.nextInt(2), random.nextInt(3));
        default -> rig.show(prefix + i, random.nextInt(2), random.nextInt(10) / 10.0);
      }
      if (random.nextInt(100) == 0) {
        rig.pass(600_000);
        rig.fold(new Faded(Rig.CAMPAIGN, 100));
      }
    }
  }

  @Test
  void lessonThatCannotBeGiven_endsTheStartWithItsReason_everyTime() {
    rig.create(RollbackTest.numbers());
    for (int i = 0; i < 300; i++) {
      rig.show("d" + i, i % 2, 0.5);
    }
    String reason = "a vector of dimension 10 for an arm of ";
    assertThatThrownBy(() -> rig.show("e", 0, new int[] {0, 9}, new double[] {1, 1}))
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> rig.rebuild()).hasMessageContaining(reason);
    assertThatThrownBy(() -> rig.rebuild()).hasMessageContaining(reason);
  }
}
