package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The window is 60 s, the grace 5 s, and an activation is waited for 600 s. */
final class UnreportedTest {

  private static final Campaign RULES = rules();
  private static final long MADE = 1_000_000;

  private static Campaign rules() {
    dev.bandolier.v1.Campaign definition =
        dev.bandolier.v1.Campaign.newBuilder()
            .setName("campaigns/c")
            .addSlots(Slot.newBuilder().setName("s").addArms(Arm.newBuilder().setId("a")))
            .addRewardRules(
                RewardRule.newBuilder().setOutcome("open").setReward(1).setWindow(seconds(60)))
            .setGrace(seconds(5))
            .setActivationWindow(seconds(600))
            .build();
    CampaignChanged change =
        new CampaignChanged(CampaignChanged.Change.CREATED, 1, 1, 1, 2, List.of(), definition);
    return Campaign.compile(change, 0, null);
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  private static DecisionMade made(boolean tracked, boolean token, boolean deferred) {
    DecisionMadeWriter writer = new DecisionMadeWriter();
    writer.begin(1, 1, "d".getBytes(StandardCharsets.UTF_8));
    writer.tracked(tracked).token(token).deferred(deferred);
    DecisionMade made = new DecisionMade();
    made.wrap(writer.finish());
    return made;
  }

  private static Unreported after(long seconds, DecisionMade made) {
    return after(seconds, seconds - 5, made);
  }

  private static Unreported after(long seconds, long closed, DecisionMade made) {
    return new Unreported.Fold(0, MADE + seconds * 1_000, MADE + closed * 1_000)
        .of(made, RULES, 64, MADE);
  }

  @Test
  void token_isOpenWhileTheClosingClockStands_howeverLateItIs() {
    DecisionMade token = made(true, true, false);
    assertThat(after(3_600, 59, token)).isEqualTo(Unreported.OPEN);
    assertThat(after(3_600, 60, token)).isEqualTo(Unreported.DEFAULTED);
  }

  @Test
  void deferredToken_isGivenUp_thoughTheClosingClockStands() {
    assertThat(after(605, 0, made(true, true, true))).isEqualTo(Unreported.CENSORED);
  }

  @Test
  void token_isOpenUntilItsWindowAndTheGraceAreOver_thenWorthTheDefault() {
    DecisionMade token = made(true, true, false);
    assertThat(after(64, token)).isEqualTo(Unreported.OPEN);
    assertThat(after(65, token)).isEqualTo(Unreported.DEFAULTED);
  }

  @Test
  void deferredToken_isOpenWhileItMayBeShown_thenCensored() {
    DecisionMade deferred = made(true, true, true);
    assertThat(after(65, deferred)).isEqualTo(Unreported.OPEN);
    assertThat(after(604, deferred)).isEqualTo(Unreported.OPEN);
    assertThat(after(605, deferred)).isEqualTo(Unreported.CENSORED);
  }

  @Test
  void decisionBeforeTheFoldsBeginning_isUnknown_notADefault() {
    Unreported.Fold cut = new Unreported.Fold(64, MADE + 3_600_000, MADE + 3_595_000);
    DecisionMade token = made(true, true, false);
    assertThat(cut.of(token, RULES, 64, MADE)).isEqualTo(Unreported.UNKNOWN);
    assertThat(cut.of(token, RULES, 65, MADE)).isEqualTo(Unreported.DEFAULTED);
  }

  @Test
  void decisionWithoutToken_isUnknown_unlessItWasNeverTracked() {
    assertThat(after(3_600, made(true, false, false))).isEqualTo(Unreported.UNKNOWN);
    assertThat(after(3_600, made(false, false, false))).isEqualTo(Unreported.UNTRACKED);
  }
}
