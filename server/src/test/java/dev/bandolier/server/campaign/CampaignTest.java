package dev.bandolier.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.AtClose;
import dev.bandolier.v1.HoldoutArms;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ServingMode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CampaignTest {

  @Test
  void whatIsLeftOut_hasItsDefault() {
    Campaign campaign =
        Samples.created(
            dev.bandolier.v1.Campaign.newBuilder()
                .setName("campaigns/a")
                .addSlots(Samples.slot("s", "x", "y")));

    assertThat(campaign.mode()).isEqualTo(ServingMode.SERVING_MODE_ONLINE);
    assertThat(campaign.policyType()).isEqualTo(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    assertThat(campaign.exploration()).isEqualTo(0.6);
    assertThat(campaign.priorPrecision()).isEqualTo(1);
    assertThat(campaign.floor()).isEqualTo(0.001);
    assertThat(campaign.holdoutShare()).isZero();
    assertThat(campaign.holdoutArms()).isEqualTo(HoldoutArms.HOLDOUT_ARMS_UNIFORM);
    assertThat(campaign.defaultReward()).isZero();
    assertThat(campaign.atClose()).isEqualTo(AtClose.AT_CLOSE_DEFAULT_REWARD);
    assertThat(campaign.learningMode()).isEqualTo(LearningMode.LEARNING_MODE_PROVISIONAL);
    assertThat(campaign.graceMillis()).isEqualTo(300_000);
    assertThat(campaign.tracking().rememberMillis()).isEqualTo(86_400_000);
    assertThat(campaign.activationWindowMillis()).isEqualTo(7 * 86_400_000L);
    assertThat(campaign.timeZone().getId()).isEqualTo("UTC");
    assertThat(campaign.rules().size()).isZero();
  }

  @Test
  void exploration_followsThePolicysType() {
    dev.bandolier.v1.Campaign.Builder definition = Samples.mail();
    definition.getPolicyBuilder().clearExploration().setType(PolicyType.POLICY_TYPE_LIN_UCB);

    assertThat(Samples.created(definition).exploration()).isEqualTo(1);
    assertThat(Samples.created(definition).definition().getPolicy().hasExploration()).isFalse();
  }

  @Test
  void theDefinition_carriesWhatTheServerSets() {
    Campaign campaign = Samples.created(Samples.mail());
    Campaign next = Samples.updated(campaign, Samples.mail().setDisplayName("Other"));

    assertThat(campaign.definition().getRevision()).isEqualTo(1);
    assertThat(campaign.definition().getCreateTime()).isEqualTo(Millis.timestamp(Samples.TIME));
    assertThat(next.definition().getCreateTime()).isEqualTo(Millis.timestamp(Samples.TIME));
    assertThat(next.definition().getUpdateTime()).isEqualTo(Millis.timestamp(Samples.TIME + 1));
    assertThat(next.etag()).hasSize(16).isNotEqualTo(campaign.etag());
    assertThat(next.toString()).isEqualTo("campaigns/spring-mail@2");
  }

  @Test
  void uids_countInTheOrderOfAppearance() {
    Campaign campaign = Samples.created(Samples.mail());

    assertThat(campaign.slots()).extracting(Slot::uid).containsExactly(0, 1, 2);
    assertThat(arms(campaign, "subject")).containsExactly("s0", "s1", "s2");
    assertThat(slot(campaign, "subject").activeArms()).containsExactly(0, 1, 2);
    assertThat(slot(campaign, "subject").defaultArm()).isZero();
  }

  @Test
  void uids_stayThroughRevisionsAndAreNotUsedAgain() {
    dev.bandolier.v1.Campaign.Builder definition = Samples.mail();
    Campaign campaign = Samples.created(definition);
    definition.removeSlots(1).addSlots(Samples.slot("footer", "f0"));
    definition.getSlotsBuilder(0).addArms(0, Samples.arm("s3"));
    campaign = Samples.updated(campaign, definition);
    definition.addSlots(Samples.slot("image", "i9"));
    campaign = Samples.updated(campaign, definition);

    assertThat(campaign.slots())
        .extracting(Slot::name)
        .containsExactly("subject", "offer", "footer", "image");
    assertThat(campaign.slots()).extracting(Slot::uid).containsExactly(0, 2, 3, 4);
    assertThat(campaign.slotByUid(1)).isNull();
    assertThat(campaign.slotByUid(2)).isSameAs(campaign.slot("offer"));
    assertThat(slot(campaign, "offer").index()).isEqualTo(1);
    assertThat(arms(campaign, "subject")).containsExactly("s0", "s1", "s2", "s3");
    assertThat(slot(campaign, "subject").activeArms()).containsExactly(3, 0, 1, 2);
  }

  @Test
  void anArmThatIsGone_staysAsRetired() {
    dev.bandolier.v1.Campaign.Builder definition = Samples.mail();
    Campaign campaign = Samples.created(definition);
    definition.getSlotsBuilder(0).removeArms(1).addArms(Samples.arm("s3"));
    campaign = Samples.updated(campaign, definition);

    Slot subject = slot(campaign, "subject");
    assertThat(arms(campaign, "subject")).containsExactly("s0", "s1", "s2", "s3");
    assertThat(subject.arms().get(1).state()).isEqualTo(ArmState.ARM_STATE_RETIRED);
    assertThat(subject.activeArms()).containsExactly(0, 2, 3);
    assertThat(subject.armByUid(3)).isSameAs(subject.arm("s3"));
    assertThat(subject.armByUid(4)).isNull();
  }

  @Test
  void onlyActiveArms_mayBeChosen() {
    dev.bandolier.v1.Campaign.Builder definition = Samples.mail();
    definition.getSlotsBuilder(0).getArmsBuilder(1).setState(ArmState.ARM_STATE_PAUSED);
    definition.getSlotsBuilder(0).getArmsBuilder(2).setState(ArmState.ARM_STATE_RETIRED);

    assertThat(slot(Samples.created(definition), "subject").activeArms()).containsExactly(0);
  }

  @Test
  void slots_knowTheirRules() {
    Campaign campaign = Samples.created(Samples.mail());

    assertThat(slot(campaign, "subject").windowMillis()).isEqualTo(30 * 86_400_000L);
    assertThat(slot(campaign, "subject").gated()).isFalse();
    assertThat(slot(campaign, "image").gated()).isTrue();
    assertThat(slot(campaign, "image").contextSlots()).containsExactly(0);
    assertThat(slot(campaign, "subject").contextSlots()).isEmpty();
  }

  @Test
  void outcomesOfEarlierRevisions_areKnownStill() {
    dev.bandolier.v1.Campaign.Builder definition = Samples.mail();
    Campaign campaign =
        Samples.updated(Samples.created(definition), definition.removeRewardRules(3));

    assertThat(campaign.knowsOutcome("unsubscribe")).isTrue();
    assertThat(campaign.rules().ruleOf("unsubscribe")).isEqualTo(-1);
    assertThat(campaign.knowsOutcome("never")).isFalse();
  }

  @Test
  void factsOutOfOrder_areBugs() {
    Campaign campaign = Samples.created(Samples.mail());

    assertThatThrownBy(() -> Campaign.compile(fact(Change.DELETED, 7), 0, campaign))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Campaign.compile(fact(Change.CREATED, 7), 0, campaign))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Campaign.compile(fact(Change.UPDATED, 8), 0, campaign))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Campaign.compile(fact(Change.UPDATED, 7), 0, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CampaignChanged fact(Change change, int uid) {
    return new CampaignChanged(change, uid, 2, 0, 0, List.of(), Samples.mail().build());
  }

  private static Slot slot(Campaign campaign, String name) {
    return java.util.Objects.requireNonNull(campaign.slot(name));
  }

  private static List<String> arms(Campaign campaign, String name) {
    return slot(campaign, name).arms().stream().map(Arm::id).toList();
  }
}
