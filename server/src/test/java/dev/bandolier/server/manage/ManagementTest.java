package dev.bandolier.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.manage.ManageOutcome.Changed;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import dev.bandolier.v1.AddArmsRequest;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DeleteCampaignRequest;
import dev.bandolier.v1.ListCampaignsRequest;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.SetServingModeRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagementTest {

  @TempDir Path directory;

  private final Campaigns campaigns = new Campaigns();
  private final AtomicLong salts = new AtomicLong();
  private @Nullable String missing;
  private Journal journal;
  private Management management;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 18).withWatermark(0),
            () -> 1_700_000_000_000L,
            System::nanoTime,
            JournalListener.NONE);
    management = management(new Follower(journal, campaigns, campaign -> {}), Limits.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void create_makesTheCampaign_filledWithDefaults() {
    Changed made = create(Definitions.mail());

    assertThat(made.position()).isPositive();
    assertThat(made.campaign().getRevision()).isEqualTo(1);
    assertThat(made.campaign().getEtag()).isNotEmpty();
    assertThat(made.campaign().getMode()).isEqualTo(ServingMode.SERVING_MODE_ONLINE);
    assertThat(campaigns.find(Definitions.NAME)).isNotNull();
  }

  @Test
  void create_twice_isRefused() {
    create(Definitions.mail());

    assertThat(refusal(management.create(creating(Definitions.mail()))).reason())
        .isEqualTo(Reason.CAMPAIGN_EXISTS);
  }

  @Test
  void create_ofABadCampaign_namesTheField_andKeepsNothing() {
    Campaign bad = Definitions.mail().toBuilder().setFloor(2).build();

    Refusal refusal = refusal(management.create(creating(bad)));

    assertThat(refusal.violations()).extracting(Violation::field).contains("campaign.floor");
    assertThat(journal.appends()).isZero();
  }

  @Test
  void validateOnly_changesNothing() {
    CreateCampaignRequest request =
        creating(Definitions.mail()).toBuilder().setValidateOnly(true).build();

    assertThat(((Changed) management.create(request)).position()).isZero();
    assertThat(journal.appends()).isZero();
  }

  @Test
  void create_beyondTheLimit_orTheMemory_isRefused() {
    missing = "needs 8 bytes x 4 arms";
    assertThat(refusal(management.create(creating(Definitions.mail()))))
        .isEqualTo(Refusal.of(Reason.DOES_NOT_FIT, "needs 8 bytes x 4 arms"));
    missing = null;
    create(Definitions.mail());
    Management narrow =
        management(
            new Follower(journal, campaigns, campaign -> {}), Limits.DEFAULT.withMaxCampaigns(1));

    assertThat(refusal(narrow.create(creating(named("campaigns/other")))).reason())
        .isEqualTo(Reason.CAMPAIGNS_FULL);
  }

  @Test
  void update_ofMaskedFields_leavesTheOthers() {
    Campaign made = create(Definitions.mail()).campaign();
    Campaign wanted =
        Campaign.newBuilder()
            .setName(Definitions.NAME)
            .setDisplayName("Spring")
            .setFloor(0.5)
            .setEtag(made.getEtag())
            .build();

    Campaign now = ((Changed) update(wanted, "display_name")).campaign();

    assertThat(now.getDisplayName()).isEqualTo("Spring");
    assertThat(now.getFloor()).isEqualTo(made.getFloor());
    assertThat(now.getSlotsCount()).isEqualTo(2);
    assertThat(now.getRevision()).isEqualTo(2);
    assertThat(now.getEtag()).isNotEqualTo(made.getEtag());
  }

  @Test
  void update_withAStaleEtag_isRefused() {
    Campaign made = create(Definitions.mail()).campaign();
    update(made.toBuilder().setDisplayName("one").build(), "display_name");

    ManageOutcome late = update(made.toBuilder().setDisplayName("two").build(), "display_name");

    assertThat(refusal(late).reason()).isEqualTo(Reason.ETAG_STALE);
  }

  @Test
  void update_ofBadMasks_andUnknownArms_isRefused_byPath() {
    create(Definitions.mail());
    Campaign wanted = Definitions.mail();

    assertThat(fields(update(wanted, "nothing"))).containsExactly("update_mask.paths[0]");
    assertThat(fields(update(wanted, "floor", "etag"))).containsExactly("update_mask.paths[1]");
    UpdateCampaignRequest same =
        UpdateCampaignRequest.newBuilder()
            .setCampaign(wanted)
            .addSameArms("subject/s1")
            .addSameArms("subject/none")
            .build();
    assertThat(fields(management.update(same))).containsExactly("same_arms[1]");
  }

  @Test
  void update_ofAnUnknownCampaign_isNotFound() {
    assertThat(refusal(update(Definitions.mail())).reason()).isEqualTo(Reason.CAMPAIGN_NOT_FOUND);
  }

  @Test
  void delete_freesTheName_butNotTheUid() {
    create(Definitions.mail());
    DeleteCampaignRequest request =
        DeleteCampaignRequest.newBuilder().setName(Definitions.NAME).build();
    DeleteCampaignRequest stale = request.toBuilder().setEtag("old").build();

    assertThat(refusal(management.delete(stale)).reason()).isEqualTo(Reason.ETAG_STALE);
    assertThat(management.delete(request)).isInstanceOf(Changed.class);
    assertThat(management.get(Definitions.NAME)).isNull();
    create(Definitions.mail());
    assertThat(campaigns.find(2)).isNotNull();
    assertThat(campaigns.find(1)).isNull();
  }

  @Test
  void addArms_addsThem_unlessTheyAreThere() {
    create(Definitions.mail());

    assertThat(fields(add("subject", "s5", "s1", "s5")))
        .containsExactly("arms[1].id", "arms[2].id");
    assertThat(fields(add("subject"))).containsExactly("arms");
    assertThat(refusal(add("nothing", "x")).reason()).isEqualTo(Reason.SLOT_NOT_FOUND);
    Campaign now = ((Changed) add("subject", "s5")).campaign();
    assertThat(now.getSlots(0).getArmsList())
        .extracting(Arm::getId)
        .containsExactly("s1", "s2", "s3", "s4", "s5");
  }

  @Test
  void arms_arePaused_resumed_andRetiredForGood() {
    create(Definitions.mail());

    assertThat(state(set(ArmState.ARM_STATE_PAUSED, "s1"))).isEqualTo(ArmState.ARM_STATE_PAUSED);
    assertThat(state(set(ArmState.ARM_STATE_ACTIVE, "s1"))).isEqualTo(ArmState.ARM_STATE_ACTIVE);
    assertThat(state(set(ArmState.ARM_STATE_RETIRED, "s1"))).isEqualTo(ArmState.ARM_STATE_RETIRED);
    assertThat(set(ArmState.ARM_STATE_ACTIVE, "s1")).isInstanceOf(Refused.class);
    assertThat(refusal(set(ArmState.ARM_STATE_PAUSED, "none")).reason())
        .isEqualTo(Reason.ARM_NOT_FOUND);
  }

  @Test
  void setMode_turnsTheSwitch_toWhatItKnows() {
    create(Definitions.mail());
    SetServingModeRequest.Builder request =
        SetServingModeRequest.newBuilder().setCampaign(Definitions.NAME);

    assertThat(fields(management.setMode(request.build()))).containsExactly("mode");
    Changed frozen =
        (Changed) management.setMode(request.setMode(ServingMode.SERVING_MODE_FROZEN).build());
    assertThat(frozen.campaign().getMode()).isEqualTo(ServingMode.SERVING_MODE_FROZEN);
  }

  @Test
  void list_givesEveryCampaignOnce_inPages() {
    for (String name :
        List.of("campaigns/c", "campaigns/a", "tenants/t/campaigns/b", "campaigns/b")) {
      create(named(name));
    }
    ListCampaignsRequest all =
        ListCampaignsRequest.newBuilder().setParent("tenants/-").setPageSize(3).build();

    assertThat(names(all)).hasSize(4).isSorted();
    assertThat(names(ListCampaignsRequest.newBuilder().setPageSize(1).build()))
        .containsExactly("campaigns/a", "campaigns/b", "campaigns/c");
    assertThat(names(ListCampaignsRequest.newBuilder().setParent("tenants/t").build()))
        .containsExactly("tenants/t/campaigns/b");
  }

  @Test
  void list_ofBadFields_isRefused_byPath() {
    ListCampaignsRequest request =
        ListCampaignsRequest.newBuilder()
            .setParent("Tenants")
            .setPageSize(1001)
            .setPageToken("*")
            .build();

    assertThat(((ListOutcome.Refused) management.list(request)).refusal().violations())
        .extracting(Violation::field)
        .containsExactly("parent", "page_size", "page_token");
  }

  @Test
  void aChangeThatIsNotFoldedInTime_isToldSo_andHoldsTheNextOne() {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    Management slow =
        management(
            position -> {
              waiting.add(new CompletableFuture<>());
              return waiting.get(waiting.size() - 1);
            },
            Limits.DEFAULT);

    assertThat(refusal(slow.create(creating(Definitions.mail()))).reason())
        .isEqualTo(Reason.OVERLOADED);
    assertThat(refusal(slow.create(creating(Definitions.mail()))).reason())
        .isEqualTo(Reason.OVERLOADED);
    assertThat(journal.appends()).isEqualTo(1);
  }

  private Management management(Folded folded, Limits limits) {
    return new Management(
        campaigns,
        journal,
        folded,
        (wanted, before) -> missing,
        salts::incrementAndGet,
        new ManageConfig(limits, folded instanceof Follower ? Duration.ofMinutes(1) : SHORT),
        ManageListener.NONE);
  }

  private static final Duration SHORT = Duration.ofMillis(20);

  private Changed create(Campaign campaign) {
    ManageOutcome outcome = management.create(creating(campaign));
    assertThat(outcome).isInstanceOf(Changed.class);
    return (Changed) outcome;
  }

  private static CreateCampaignRequest creating(Campaign campaign) {
    return CreateCampaignRequest.newBuilder().setCampaign(campaign).build();
  }

  private ManageOutcome update(Campaign wanted, String... mask) {
    return management.update(
        UpdateCampaignRequest.newBuilder()
            .setCampaign(wanted)
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
            .build());
  }

  private ManageOutcome add(String slot, String... arms) {
    AddArmsRequest.Builder request =
        AddArmsRequest.newBuilder().setCampaign(Definitions.NAME).setSlot(slot);
    for (String arm : arms) {
      request.addArms(Arm.newBuilder().setId(arm));
    }
    return management.addArms(request.build());
  }

  private ManageOutcome set(ArmState state, String... arms) {
    return management.setArmState(Definitions.NAME, "subject", List.of(arms), "", state);
  }

  private static ArmState state(ManageOutcome outcome) {
    return ((Changed) outcome).campaign().getSlots(0).getArms(0).getState();
  }

  private List<String> names(ListCampaignsRequest first) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListOutcome.Page page =
          (ListOutcome.Page) management.list(first.toBuilder().setPageToken(token).build());
      page.campaigns().forEach(campaign -> names.add(campaign.name()));
      token = page.nextToken();
    } while (!token.isEmpty());
    return names;
  }

  private static Campaign named(String name) {
    return Definitions.mail().toBuilder().setName(name).build();
  }

  private static Refusal refusal(ManageOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).refusal();
  }

  private static List<String> fields(ManageOutcome outcome) {
    return refusal(outcome).violations().stream().map(Violation::field).toList();
  }
}
