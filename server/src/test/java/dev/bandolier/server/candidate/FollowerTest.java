package dev.bandolier.server.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.event.ExpiryHeld;
import dev.bandolier.server.manage.Standing;
import dev.bandolier.server.model.PosteriorWords;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.Conclusion;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.GetCandidatesResponse;
import dev.bandolier.v1.HistoryEntry;
import dev.bandolier.v1.HistoryEvent;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.Promotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A click within a day is worth 1; arms a and b, shown alike. */
final class FollowerTest {

  private static final long DAY = 86_400_000;

  @TempDir private Path folder;

  private static Campaign.Builder clicks() {
    return Campaign.newBuilder()
        .setName("campaigns/clicks")
        .addSlots(Samples.slot("offer", "a", "b").setDefaultArm("a"))
        .setPolicy(Policy.newBuilder().setType(PolicyType.POLICY_TYPE_UNIFORM))
        .addCandidates(candidate("fixed", PolicyType.POLICY_TYPE_FIXED))
        .addRewardRules(Samples.rule("click", 1, 1))
        .setGrace(Samples.rule("click", 1, 0).getWindow());
  }

  private static Candidate candidate(String name, PolicyType type) {
    return Candidate.newBuilder()
        .setName(name)
        .setPolicy(Policy.newBuilder().setType(type))
        .build();
  }

  @Test
  void tokenDecision_whileExpiryIsHeld_isOpenAndNoZero() throws IOException {
    try (Facts facts = new Facts(folder, clicks().setTokens(true).build())) {
      facts.decide(0, 2);
      facts.pass(1);
      facts.append(new ExpiryHeld(Facts.UID, true));
      facts.pass(2 * DAY);
      assertThat(facts.report().getDecisions()).isZero();
      assertThat(facts.report().getLeftOutOrThrow("open")).isEqualTo(1);
      facts.append(new ExpiryHeld(Facts.UID, false));
      facts.pass(1);
      assertThat(facts.report().getDecisions()).isEqualTo(1);
    }
  }

  @Test
  void anotherDefaultArm_isAnotherComparison() throws IOException {
    try (Facts facts = new Facts(folder, clicks().build())) {
      facts.decide(0, 2);
      facts.pass(2 * DAY);
      assertThat(facts.report().getDecisions()).isEqualTo(1);
      Campaign.Builder changed = clicks();
      changed.getSlotsBuilder(0).setDefaultArm("b");
      facts.update(changed.build());
      assertThat(facts.report().getDecisions()).isZero();
      facts.update(changed.setDisplayName("as before").build());
      facts.decide(0, 2);
      facts.pass(2 * DAY);
      assertThat(facts.report().getDecisions()).isEqualTo(1);
    }
  }

  @Test
  void moreThanAThousandASecond_areComparedInPart() throws IOException {
    try (Facts facts = new Facts(folder, clicks().build())) {
      for (int i = 0; i < Waiting.A_SECOND + 70; i++) {
        facts.decide(i % 2, 2);
      }
      facts.pass(2 * DAY);
      GetCandidatesResponse report = facts.report();
      assertThat(report.getDecisions()).isEqualTo(Waiting.A_SECOND);
      assertThat(report.getLeftOutOrThrow("thinned")).isEqualTo(70);
    }
  }

  /** Two candidates: three comparisons at most while nobody changes anything, of 5/3 % each. */
  @Test
  void promotionsByThemselves_shareOneError() throws IOException {
    Campaign.Builder two = clicks().addCandidates(candidate("gaps", PolicyType.POLICY_TYPE_GREEDY));
    two.setPromotion(Promotion.newBuilder().setMargin(0)).setConclusion(Conclusion.newBuilder());
    try (Facts facts = new Facts(folder, two.build())) {
      facts.decide(0, 2);
      facts.pass(2 * DAY);
      assertError(facts.report(), 0.05 / 3, 0.05 / 3 / 4);
      facts.update(promoted(two, true));
      facts.decide(0, 2);
      facts.pass(2 * DAY);
      assertError(facts.report(), 0.05 / 3, 0.05 / 3 / 4);
      facts.update(promoted(two, false));
      facts.decide(0, 2);
      facts.pass(2 * DAY);
      assertError(facts.report(), 0.05, 0.05 / 2 / 4);
    }
  }

  private static Campaign promoted(Campaign.Builder two, boolean byItself) {
    HistoryEntry.Builder entry =
        HistoryEntry.newBuilder()
            .setEvent(HistoryEvent.HISTORY_EVENT_PROMOTED)
            .setAutomatic(byItself);
    return two.clone().removeCandidates(0).setFloor(byItself ? 0.1 : 0.2).addHistory(entry).build();
  }

  private static void assertError(GetCandidatesResponse report, double candidate, double arm) {
    assertThat(report.getCandidates(0).getEvidence().getError()).isEqualTo(candidate);
    assertThat(report.getArms(0).getEvidence().getError()).isEqualTo(arm);
  }

  /** Clicks by device; what serves does not look at it, two candidates do, one of them in logits. */
  private static Campaign.Builder byDevice() {
    FeatureSchema device = Samples.categorical("device", 3);
    Campaign.Builder campaign =
        clicks()
            .clearCandidates()
            .setRewardBounds(Samples.bounds(0, 1))
            .addCandidates(seeing("looking", PolicyType.POLICY_TYPE_LINEAR_THOMPSON, device))
            .addCandidates(seeing("logits", PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON, device));
    campaign.getSchemaBuilder().addFeatures(device.toBuilder().setJournalOnly(true));
    return campaign;
  }

  private static Candidate seeing(String name, PolicyType type, FeatureSchema feature) {
    return candidate(name, type).toBuilder()
        .setSchema(ContextSchema.newBuilder().addFeatures(feature))
        .build();
  }

  /** Mobiles click on arm a, desktops on arm b. */
  private static void live(Facts facts, int decisions) {
    for (int i = 0; i < decisions; i++) {
      boolean mobile = i / 2 % 2 == 0;
      Context.Builder context = Context.newBuilder();
      context.addFeaturesBuilder().setName("device").setCategory(mobile ? "mobile" : "desktop");
      String id = facts.decide(context.build(), i % 2, 2);
      if (mobile == (i % 2 == 0)) {
        facts.click(id);
      }
      facts.pass(DAY / 8);
    }
  }

  @Test
  void candidatesWithFeaturesOfTheirOwn_learnThem_andAreTheSameWhereverFollowingPauses()
      throws IOException {
    try (Facts facts = new Facts(folder, byDevice().build())) {
      live(facts, 900);
      GetCandidatesResponse found = facts.report();
      assertThat(found.getDecisions()).isGreaterThan(800);
      assertThat(found.getCandidates(0).getEvidence().getLow()).isGreaterThan(0.2);
      assertThat(found.getCandidates(1).getEvidence().getLow()).isGreaterThan(0.2);
      try (Follower often = facts.follower()) {
        boolean whole = false;
        for (int turns = 0; !whole && turns < 100; turns++) {
          int[] left = {1};
          whole = often.advance(() -> left[0]-- > 0);
        }
        assertThat(often.report()).isEqualTo(found);
      }
    }
  }

  /** A promotion hands over what was learned, laid out for the campaign as it will be. */
  @Test
  void whatACandidateHasLearned_fitsTheCampaignThatItBecomes() throws IOException {
    try (Facts facts = new Facts(folder, byDevice().build());
        Follower follower = facts.follower()) {
      live(facts, 400);
      follower.advance(() -> true);
      Contest contest = Objects.requireNonNull(follower.contest());
      Standing standing = Report.standing(contest, "looking", 1);
      assertThat(standing.revision()).isEqualTo(1);
      assertThat(standing.posteriors()).hasSize(2);
      long[] words = Objects.requireNonNull(standing.posteriors()).get(0).words();
      assertThat(words).hasSize(PosteriorWords.count(1 + 4));
      assertThat(words[16 + 1]).isNotEqualTo(words[16 + 2]);
      assertThat(standing.learned().getSchema().getFeatures(0).getCategorical().getValuesList())
          .containsExactly("mobile", "desktop");
      assertThat(Report.standing(contest, "nobody", 1)).isSameAs(Standing.UNKNOWN);
    }
  }

  @Test
  void following_isTheSame_whereverItPauses() throws IOException {
    try (Facts facts = new Facts(folder, clicks().build())) {
      for (int i = 0; i < 600; i++) {
        String id = facts.decide(i % 2, 2);
        if (i % 3 == 0) {
          facts.click(id);
        }
        facts.now += 400;
      }
      facts.pass(2 * DAY);
      try (Follower often = facts.follower()) {
        int[] left = {1};
        boolean whole = false;
        for (int turns = 0; !whole && turns < 100; turns++) {
          left[0] = 1;
          whole = often.advance(() -> left[0]-- > 0);
        }
        assertThat(whole).isTrue();
        assertThat(often.report()).isEqualTo(facts.report());
        assertThat(often.report().getDecisions()).isEqualTo(600);
      }
    }
  }
}
