package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.client.ArmInfo;
import dev.bandolier.client.ArmState;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.CampaignChange;
import dev.bandolier.client.CampaignInfo;
import dev.bandolier.client.ChoiceSource;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.ErrorCode;
import dev.bandolier.client.Fate;
import dev.bandolier.client.FieldViolation;
import dev.bandolier.client.ServingMode;
import dev.bandolier.client.SlotInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Campaigns made, changed and looked at while they serve, against the real process. */
@ExtendWith(SharedServer.class)
final class CampaignIT {
  private final BanditClient client;

  CampaignIT(BanditClient client) {
    this.client = client;
  }

  @Test
  void campaign_isReadAsItWasMade_untilItIsDeleted() {
    String mail = TestCampaigns.makeMail(client, "manage-mail");
    CampaignInfo made = client.campaigns().get(mail);
    assertThat(made.revision()).isEqualTo(1);
    assertThat(made.slots())
        .extracting(SlotInfo::name)
        .containsExactly("subject", "image", "offer");
    assertThat(made.slot("image").defaultArm()).isEqualTo("tulips");
    assertThat(client.campaigns().list()).extracting(CampaignInfo::name).contains(mail);
    assertThat(refusal(() -> client.campaigns().create(TestCampaigns.mail(mail))).code())
        .isEqualTo(ErrorCode.ALREADY_EXISTS);
    client.campaigns().delete(mail);
    assertThat(refusal(() -> client.campaigns().get(mail)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> client.decideNow(TestCampaigns.reader(mail).build())).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void wrongCampaign_isRefusedByItsFields() {
    String wrong =
        TestCampaigns.mail("campaigns/manage-wrong")
            .replace("max: 99", "max: 3")
            .replace("id: bicycle", "id: tulips")
            .replace("3600s", "0s");
    BandolierException refusal = refusal(() -> client.campaigns().validate(wrong));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refusal.violations())
        .extracting(FieldViolation::field)
        .contains("campaign.slots[1].arms[1].id", "campaign.reward_rules[0].window")
        .anyMatch(field -> field.startsWith("campaign.schema.features[2].numeric"));
  }

  @Test
  void update_withAStaleEtag_isRefused() {
    String mail = TestCampaigns.makeMail(client, "manage-etag");
    String first = client.campaigns().get(mail).json();
    client.campaigns().update(CampaignChange.to(first.replace("Spring mail", "May mail")));
    BandolierException refusal = refusal(() -> client.campaigns().update(CampaignChange.to(first)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ABORTED);
    assertThat(refusal.reason()).isEqualTo("ETAG_STALE");
    assertThat(client.campaigns().get(mail).displayName()).isEqualTo("May mail");
    assertThat(client.campaigns().get(mail).revision()).isEqualTo(2);
  }

  @Test
  void update_thatStartsPosteriorsAnew_needsToSaySo() {
    String mail = TestCampaigns.makeMail(client, "manage-reset");
    CampaignChange change =
        CampaignChange.to(TestCampaigns.mail(mail).replace("min: 18", "min: 0"));
    BandolierException refusal = refusal(() -> client.campaigns().update(change));
    assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo("RESET_NEEDED");
    assertThat(client.campaigns().update(change.allowingReset()).revision()).isEqualTo(2);
    assertThat(client.decideNow(TestCampaigns.reader(mail).build()).tracked()).isTrue();
  }

  @Test
  void newFeature_padsThePosteriors_andOldDecisionsStillCount() {
    String mail = TestCampaigns.makeMail(client, "manage-extend");
    Decision before = client.decideNow(TestCampaigns.reader(mail).build());
    String more = "    - {name: premium, boolean: {}}\n  crossed:";
    client
        .campaigns()
        .update(CampaignChange.to(TestCampaigns.mail(mail).replace("  crossed:", more)));
    Decision after = client.decideNow(TestCampaigns.reader(mail).flag("premium", true).build());
    assertThat(client.reportNow(before.outcome("open").build()).fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(client.reportNow(after.outcome("open").build()).fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(client.campaigns().statistics(mail).openDecisions()).isEqualTo(2);
  }

  @Test
  void modes_changeAtOnceHowItDecides() {
    String banner = TestCampaigns.makeBanner(client, "manage-modes", "");
    for (int i = 0; i < 50; i++) {
      learn(banner, "b", 10);
    }
    assertThat(pmf(banner).get("b")).isGreaterThan(0.9);
    client.campaigns().setMode(banner, ServingMode.UNIFORM);
    assertThat(pmf(banner).values()).allMatch(each -> Math.abs(each - 1.0 / 3) < 1e-12);
    client.campaigns().setMode(banner, ServingMode.DEFAULT_ARM);
    Decision decision = decide(banner);
    assertThat(decision.arm("banner")).isEqualTo("a");
    assertThat(decision.source()).isEqualTo(ChoiceSource.DEFAULT);
    client.campaigns().setMode(banner, ServingMode.ONLINE);
    assertThat(pmf(banner).get("b")).isGreaterThan(0.9);
  }

  @Test
  void frozenCampaign_learnsNothing_untilItThaws() {
    String banner = TestCampaigns.makeBanner(client, "manage-frozen", "");
    client.campaigns().setMode(banner, ServingMode.FROZEN);
    Map<String, Double> frozen = pmf(banner);
    for (int i = 0; i < 50; i++) {
      learn(banner, "c", 10);
    }
    assertThat(pmf(banner)).isEqualTo(frozen);
    client.campaigns().setMode(banner, ServingMode.ONLINE);
    Await.until("thawed", () -> pmf(banner).get("c") > 0.9);
  }

  /** One decision that the arm gains by, another arm by nothing. */
  private void learn(String campaign, String arm, double reward) {
    Decision decision = decide(campaign);
    double earned = decision.arm("banner").equals(arm) ? reward : 0;
    client.reportNow(decision.outcome("click").value(earned).build());
  }

  /** How it would decide: a deferred decision teaches nothing. */
  private Map<String, Double> pmf(String campaign) {
    DecisionRequest request = DecisionRequest.builder(campaign).deferred().returnPmf().build();
    return client.decideNow(request).choice("banner").pmf();
  }

  private Decision decide(String campaign) {
    return client.decideNow(DecisionRequest.builder(campaign).build());
  }

  @Test
  void arms_comeAndGo_whileTrafficFlows() throws InterruptedException {
    String banner = TestCampaigns.makeBanner(client, "manage-arms", "");
    try (Traffic traffic = new Traffic(banner)) {
      traffic.waitFor("a", "b", "c");
      var arms = List.of(ArmInfo.of("d", "D"));
      client.campaigns().addArms(banner, "banner", arms);
      traffic.waitFor("d");
      client.campaigns().pauseArms(banner, "banner", List.of("d"));
      traffic.checkGone("d");
      client.campaigns().resumeArms(banner, "banner", List.of("d"));
      traffic.waitFor("d");
      client.campaigns().retireArms(banner, "banner", List.of("b"));
      traffic.checkGone("b");
    }
    assertThat(client.campaigns().get(banner).slot("banner").arms().get(1).state())
        .isEqualTo(ArmState.RETIRED);
    BandolierException refusal =
        refusal(
            () -> client.campaigns().addArms(banner, "banner", List.of(ArmInfo.of("b", "again"))));
    assertThat(refusal.code()).isIn(ErrorCode.INVALID_ARGUMENT, ErrorCode.FAILED_PRECONDITION);
  }

  /** Decides until it is closed, an even choice of arms, and fails there if a decision failed. */
  private final class Traffic implements AutoCloseable {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong decisions = new AtomicLong();
    private final String campaign;
    private final Thread thread = new Thread(this::flow, "traffic");
    private volatile boolean done;
    private volatile @Nullable Throwable failure = new AssertionError("not closed");

    Traffic(String campaign) {
      this.campaign = campaign;
      client.campaigns().setMode(campaign, ServingMode.UNIFORM);
      thread.start();
    }

    private void flow() {
      try {
        while (!done) {
          seen.add(decide(campaign).arm("banner"));
          decisions.incrementAndGet();
        }
        failure = null;
      } catch (BandolierException e) {
        failure = e;
      }
    }

    void waitFor(String... arms) {
      seen.clear();
      Await.until("seen", () -> seen.containsAll(List.of(arms)) || !thread.isAlive());
    }

    /** From the second decision on: the first may have been under way. */
    void checkGone(String arm) {
      waitForDecisions(2);
      seen.clear();
      waitForDecisions(40);
      assertThat(seen).isNotEmpty().doesNotContain(arm);
    }

    private void waitForDecisions(int more) {
      long enough = decisions.get() + more;
      Await.until("decided", () -> decisions.get() >= enough || !thread.isAlive());
    }

    @Override
    public void close() {
      done = true;
      Await.until("ended", () -> !thread.isAlive());
      assertThat(failure).isNull();
    }
  }

  @Test
  void statistics_areKeptByLabel() {
    String banner = TestCampaigns.makeBanner(client, "manage-labels", "");
    for (int i = 0; i < 10; i++) {
      String send = i < 7 ? "monday" : "friday";
      Decision decision =
          client.decideNow(DecisionRequest.builder(banner).label("send", send).build());
      client.reportNow(decision.outcome("click").value(2).build());
    }
    var statistics = client.campaigns().statistics(banner);
    assertThat(statistics.labels()).containsOnlyKeys("send=friday", "send=monday");
    var monday = client.campaigns().statistics(banner, "send", "monday").labels();
    assertThat(monday).containsOnlyKeys("send=monday");
    var arms = monday.get("send=monday").get(0).arms();
    assertThat(arms.stream().mapToLong(arm -> arm.decisions()).sum()).isEqualTo(7);
    assertThat(arms.stream().mapToDouble(arm -> arm.rewardSum()).sum()).isEqualTo(14);
    assertThat(statistics.slot("banner").arms().stream().mapToDouble(arm -> arm.share()).sum())
        .isCloseTo(1, within(1e-6));
  }

  private static BandolierException refusal(Runnable call) {
    return catchThrowableOfType(BandolierException.class, call::run);
  }
}
