package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.token.Token;
import dev.bandolier.v1.Aggregation;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.NumericFeature;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFoldTest extends RigTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long GRACE = 5 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static Campaign.Builder clicks() {
    return Rig.clicks().setDefaultReward(0.25).setTokens(true);
  }

  private static Campaign.Builder purchases(boolean tokens) {
    return Rig.clicks()
        .setTokens(tokens)
        .setDefaultReward(-0.1)
        .setSchema(
            ContextSchema.newBuilder()
                .addFeatures(
                    FeatureSchema.newBuilder()
                        .setName("age")
                        .setNumeric(NumericFeature.newBuilder().setMax(1))))
        .setRewardRules(
            0, Rig.rule("click", 0.7, 3600).setAggregation(Aggregation.AGGREGATION_SUM));
  }

  /** Decisions, and what is said of them afterwards; with tokens or without, the same. */
  private static final class Traffic {
    private final Rig rig;
    private final Random random;
    private int decided;

    Traffic(Rig rig, long seed) {
      this.rig = rig;
      this.random = new Random(seed);
    }

    void step() {
      rig.now += random.nextInt(60_000);
      String id = "d" + random.nextInt(decided + 1);
      String outcome = "o" + random.nextInt(3);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4, 5 -> decide();
        case 6 -> rig.censor(id, CensorReason.CENSOR_REASON_UNKNOWABLE);
        case 7 -> rig.retract(id, outcome, "");
        case 8 -> rig.fold(Rig.outcome(id, "click", "", 0, rig.now, "r" + outcome, outcome, false));
        case 9 -> rig.pass(0);
        default -> rig.report(id, "click", 0, outcome);
      }
    }

    private void decide() {
      String label = random.nextBoolean() ? "send=1" : "";
      rig.decide("d" + decided++, random.nextDouble(), label, random.nextInt(2));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sameTraffic_withTokensAndWithout_givesTheSameBitsAtEveryStep(long seed) {
    compare(seed, purchases(true), purchases(false));
  }

  @Test
  void sameTraffic_whereTheCampaignForgets_givesTheSameBits_too() {
    Duration halfLife = Duration.newBuilder().setSeconds(600).build();
    compare(4, purchases(true).setHalfLife(halfLife), purchases(false).setHalfLife(halfLife));
  }

  private void compare(long seed, Campaign.Builder tokens, Campaign.Builder none) {
    rig.create(tokens);
    try (Rig plain = new Rig(directory.resolve("plain"))) {
      plain.create(none);
      Traffic withTokens = new Traffic(rig, seed);
      Traffic without = new Traffic(plain, seed);
      for (int i = 0; i < 300; i++) {
        withTokens.step();
        without.step();
        if (i % 50 == 49) {
          assertThat(rig.posteriors()).isEqualTo(plain.posteriors());
          rig.restart();
        }
      }
      rig.pass(2 * HOUR);
      plain.pass(2 * HOUR);
      assertSame(rig, plain);
      assertThat(rig.learner.books().ledger().size())
          .isLessThan(plain.learner.books().ledger().size());
    }
    long before = rig.digest();
    rig.rebuild();
    assertThat(rig.digest()).isEqualTo(before);
  }

  private static void assertSame(Rig rig, Rig plain) {
    assertThat(rig.posteriors()).isEqualTo(plain.posteriors());
    assertThat(rig.state().open()).isEqualTo(plain.state().open()).isZero();
    for (int arm = 0; arm < 2; arm++) {
      assertThat(rig.statistics(0, arm)).isEqualTo(plain.statistics(0, arm));
    }
    for (Fate fate : List.of(Fate.FATE_ACCEPTED, Fate.FATE_DUPLICATE, Fate.FATE_CENSORED)) {
      assertThat(rig.state().count(fate)).as("%s", fate).isEqualTo(plain.state().count(fate));
    }
  }

  @Test
  void decision_countsAsClosedFromTheStart_andAsOpenFromItsFirstOutcome() {
    rig.create(clicks()).decide("d", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0.25));
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
    assertThat(rig.state().open()).isZero();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
    assertThat(rig.statistics(0, 0).closed()).isZero();
    assertThat(rig.state().open()).isEqualTo(1);
    rig.pass(HOUR + GRACE);
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
    assertThat(rig.statistics(0, 0).rewardMean()).isEqualTo(1);
    assertThat(rig.state().open()).isZero();
  }

  @Test
  void ledger_holdsOnlyDecisionsWithOutcomes() {
    rig.create(clicks());
    for (int i = 0; i < 50; i++) {
      rig.decide("d" + i, i % 2);
    }
    assertThat(rig.learner.books().ledger().size()).isZero();
    rig.report("d7", "click");
    rig.report("d7", "click");
    assertThat(rig.report("d8", "bark")).isEqualTo(Fate.FATE_INVALID);
    rig.report("d9", "click");
    assertThat(rig.learner.books().ledger().size()).isEqualTo(2);
    assertThat(rig.statistics(0, 0).closed() + rig.statistics(0, 1).closed()).isEqualTo(48);
    rig.pass(2 * DAY);
    assertThat(rig.learner.books().ledger().size()).isZero();
  }

  @Test
  void outcome_reportedTwice_countsOnceAlsoAcrossARestart() {
    rig.create(clicks()).decide("d", 0);
    rig.report("d", "click");
    assertThat(rig.restart().report("d", "click")).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void outcome_afterTheWindow_isLateByTheTokensOwnTime() {
    rig.create(clicks()).decide("d", 0);
    rig.now += HOUR + GRACE;
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_LATE);
    rig.now += 30 * DAY;
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.censor("d", CensorReason.CENSOR_REASON_REPLACED)).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.learner.books().ledger().size()).isZero();
    assertThat(rig.statistics(0, 0).closed()).isEqualTo(1);
  }

  @Test
  void outcome_afterItsEntryWasForgotten_doesNotCountAgain() {
    rig.create(clicks()).decide("d", 0);
    rig.report("d", "click");
    rig.pass(HOUR + DAY);
    assertThat(rig.learner.books().ledger().size()).isZero();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void decision_censoredByItsToken_isTakenBackAndReopenedByALaterAnswer() {
    rig.create(clicks()).decide("d", 0);
    rig.censor("d", CensorReason.CENSOR_REASON_UNANSWERED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
    assertThat(rig.fold(new Answered(Rig.CAMPAIGN, "d"))).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0.25));
  }

  @Test
  void factByTheIdAlone_beforeTheDecision_waitsForItAndCounts() {
    rig.create(clicks());
    assertThat(rig.censor("d", CensorReason.CENSOR_REASON_NOT_SHOWN)).isEqualTo(Fate.FATE_HELD);
    rig.decide("d", 0);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_CENSORED);
  }

  @Test
  void decision_deferred_isTaughtWhenItsTokenSaysThatItWasShown() {
    rig.create(clicks()).append("d", true, DecisionSource.DECISION_SOURCE_POLICY, 0);
    rig.catchUp();
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_DUPLICATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0.25));
    rig.pass(HOUR + 2 * DAY);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_DUPLICATE);
    rig.pass(30 * DAY);
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_LATE);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0.25));
  }

  @Test
  void decision_deferredAndActivatedTooLate_isCensored() {
    rig.create(clicks().setActivationWindow(Duration.newBuilder().setSeconds(60)));
    rig.append("d", true, DecisionSource.DECISION_SOURCE_POLICY, 0);
    rig.now += MINUTE;
    assertThat(rig.activate("d", Rig.START)).isEqualTo(Fate.FATE_CENSORED);
    assertThat(rig.statistics(0, 0).censored()).isEqualTo(1);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
  }

  @Test
  void decision_ofTheHoldout_isCountedApartAndTeachesNothing() {
    rig.create(clicks()).append("d", false, DecisionSource.DECISION_SOURCE_HOLDOUT, 0);
    rig.catchUp();
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(rig.statistics(0, 0).decisions()).isZero();
  }

  @Test
  void token_ofAnEarlierRevision_isSettledByItsRulesAlsoAfterARestart() {
    rig.create(clicks()).decide("d", 0);
    rig.now += MINUTE;
    rig.change(
        CampaignChanged.Change.UPDATED,
        2,
        Rig.clicks().setRewardRules(0, Rig.rule("buy", 5, 3600)),
        List.of());
    rig.restart();
    assertThat(rig.report("d", "buy")).isEqualTo(Fate.FATE_INVALID);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 1));
  }

  @Test
  void outcome_thatTheLedgerHasNoRoomFor_isOverTheLimit() {
    rig.create(clicks());
    for (int i = 0; i < 1001; i++) {
      rig.append("d" + i, false, DecisionSource.DECISION_SOURCE_POLICY, 0);
    }
    for (int i = 0; i < 1000; i++) {
      Token token = Objects.requireNonNull(rig.tokens.get("d" + i));
      rig.append(token.with(Rig.outcome("d" + i, "click", "", 0, Rig.START, "", "", false)));
    }
    rig.catchUp();
    assertThat(rig.room).isFalse();
    assertThat(rig.report("d1000", "click")).isEqualTo(Fate.FATE_LIMIT);
    assertThat(rig.report("d999", "click", 0, "another")).isEqualTo(Fate.FATE_ACCEPTED);
  }

  @Test
  void decision_whoseLessonARollbackLeftOut_teachesNothingMore() {
    rig.create(clicks()).decide("d", 0);
    RolledBack fact = new RolledBack(Rig.CAMPAIGN, 8, false, "", RolledBack.Mode.LEAVE_OUT, 0, 0);
    rig.state().lineage().rolledBack(Long.MAX_VALUE - 1, fact);
    assertThat(rig.report("d", "click")).isEqualTo(Fate.FATE_ACCEPTED);
    assertThat(rig.lesson(0, 0)).isEqualTo(new Lesson(1, 0.25));
    assertThat(rig.statistics(0, 0).rewardSum()).isEqualTo(1);
  }

  @Test
  void ids_areRememberedForTheRepeatPeriodAlsoAcrossARestart() {
    rig.create(clicks()).decide("early", 0);
    rig.now += 9 * MINUTE;
    rig.decide("late", 0);
    assertThat(rig.restart().passing()).hasSize(2);
    rig.now += 2 * MINUTE;
    assertThat(rig.restart().passing())
        .containsExactly(Identity.ofDecision(rig.campaign, "late").hi());
    rig.now += HOUR;
    assertThat(rig.restart().passing()).isEmpty();
  }
}
