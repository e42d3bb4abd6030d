package dev.bandolier.client;

import com.google.protobuf.FieldMask;
import dev.bandolier.v1.AddArmsRequest;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DeleteCampaignRequest;
import dev.bandolier.v1.DemoteCandidateRequest;
import dev.bandolier.v1.GetCampaignRequest;
import dev.bandolier.v1.GetStatisticsRequest;
import dev.bandolier.v1.HoldExpiryRequest;
import dev.bandolier.v1.ListCampaignsRequest;
import dev.bandolier.v1.ListCampaignsResponse;
import dev.bandolier.v1.PauseArmsRequest;
import dev.bandolier.v1.PromoteCandidateRequest;
import dev.bandolier.v1.ReleaseExpiryRequest;
import dev.bandolier.v1.ResumeArmsRequest;
import dev.bandolier.v1.RetireArmsRequest;
import dev.bandolier.v1.SetServingModeRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes, changes and looks at campaigns. All methods block, may be called from any thread, and throw {@link
 * BandolierException} where the server refuses or cannot be reached; nothing is tried again. A change has taken effect
 * when its method returns.
 *
 * <p>A campaign's text is the proto3 JSON mapping of {@code bandolier.v1.Campaign}, written as JSON or as YAML, with the
 * short names of enum values ({@code LINEAR_THOMPSON}).
 */
public final class CampaignAdmin {
  private static final int PAGE = 200;

  private final AdminCalls calls;

  CampaignAdmin(AdminCalls calls) {
    this.calls = calls;
  }

  /** Makes a campaign. */
  public CampaignInfo create(String campaign) {
    return create(campaign, false);
  }

  /** Says what would be wrong with making this campaign, by its exception. */
  public void validate(String campaign) {
    create(campaign, true);
  }

  private CampaignInfo create(String campaign, boolean validateOnly) {
    CreateCampaignRequest request =
        CreateCampaignRequest.newBuilder()
            .setCampaign(CampaignText.parse(campaign))
            .setValidateOnly(validateOnly)
            .build();
    return info(calls.call(CampaignServiceGrpc.getCreateCampaignMethod(), request).getCampaign());
  }

  /** Changes a campaign. */
  public CampaignInfo update(CampaignChange change) {
    UpdateCampaignRequest.Builder request =
        UpdateCampaignRequest.newBuilder()
            .setCampaign(CampaignText.parse(change.campaign()))
            .setAllowReset(change.allowReset())
            .addAllSameArms(change.sameArms())
            .setValidateOnly(change.validateOnly());
    if (!change.fields().isEmpty()) {
      request.setUpdateMask(FieldMask.newBuilder().addAllPaths(change.fields()));
    }
    return info(
        calls.call(CampaignServiceGrpc.getUpdateCampaignMethod(), request.build()).getCampaign());
  }

  /** One campaign, by its name. */
  public CampaignInfo get(String name) {
    GetCampaignRequest request = GetCampaignRequest.newBuilder().setName(name).build();
    return info(calls.call(CampaignServiceGrpc.getGetCampaignMethod(), request).getCampaign());
  }

  /** All campaigns without a tenant, by name. */
  public List<CampaignInfo> list() {
    return list("");
  }

  /**
   * All campaigns of a tenant, by name.
   *
   * @param parent {@code tenants/acme}, or {@code tenants/-} for all tenants
   */
  public List<CampaignInfo> list(String parent) {
    List<CampaignInfo> all = new ArrayList<>();
    String token = "";
    do {
      ListCampaignsResponse page = page(parent, token);
      page.getCampaignsList().forEach(each -> all.add(info(each)));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return List.copyOf(all);
  }

  private ListCampaignsResponse page(String parent, String token) {
    return calls.call(
        CampaignServiceGrpc.getListCampaignsMethod(),
        ListCampaignsRequest.newBuilder()
            .setParent(parent)
            .setPageSize(PAGE)
            .setPageToken(token)
            .build());
  }

  /** Ends a campaign: its decisions, posteriors and statistics are forgotten. */
  public void delete(String name) {
    calls.call(
        CampaignServiceGrpc.getDeleteCampaignMethod(),
        DeleteCampaignRequest.newBuilder().setName(name).build());
  }

  /** Adds arms to a slot; the others keep what they have learned. */
  public CampaignInfo addArms(String campaign, String slot, List<ArmInfo> arms) {
    AddArmsRequest request =
        AddArmsRequest.newBuilder()
            .setCampaign(campaign)
            .setSlot(slot)
            .addAllArms(arms.stream().map(CampaignWire::arm).toList())
            .build();
    return info(calls.call(CampaignServiceGrpc.getAddArmsMethod(), request).getCampaign());
  }

  /** These arms are not chosen until they are resumed. */
  public CampaignInfo pauseArms(String campaign, String slot, List<String> arms) {
    PauseArmsRequest request =
        PauseArmsRequest.newBuilder().setCampaign(campaign).setSlot(slot).addAllArms(arms).build();
    return info(calls.call(CampaignServiceGrpc.getPauseArmsMethod(), request).getCampaign());
  }

  /** These paused arms are chosen again. */
  public CampaignInfo resumeArms(String campaign, String slot, List<String> arms) {
    ResumeArmsRequest request =
        ResumeArmsRequest.newBuilder().setCampaign(campaign).setSlot(slot).addAllArms(arms).build();
    return info(calls.call(CampaignServiceGrpc.getResumeArmsMethod(), request).getCampaign());
  }

  /** These arms are never chosen again. */
  public CampaignInfo retireArms(String campaign, String slot, List<String> arms) {
    RetireArmsRequest request =
        RetireArmsRequest.newBuilder().setCampaign(campaign).setSlot(slot).addAllArms(arms).build();
    return info(calls.call(CampaignServiceGrpc.getRetireArmsMethod(), request).getCampaign());
  }

  /** Turns the campaign's switch. */
  public CampaignInfo setMode(String campaign, ServingMode mode) {
    SetServingModeRequest request =
        SetServingModeRequest.newBuilder()
            .setCampaign(campaign)
            .setMode(CampaignWire.mode(mode))
            .build();
    return info(calls.call(CampaignServiceGrpc.getSetServingModeMethod(), request).getCampaign());
  }

  /**
   * Lets a candidate serve; posteriors stay.
   *
   * @param requestedBy who wants it, for the campaign's history; may be empty
   */
  public CampaignInfo promote(String campaign, String candidate, String requestedBy) {
    PromoteCandidateRequest request =
        PromoteCandidateRequest.newBuilder()
            .setCampaign(campaign)
            .setCandidate(candidate)
            .setRequestedBy(requestedBy)
            .build();
    return info(calls.call(CampaignServiceGrpc.getPromoteCandidateMethod(), request).getCampaign());
  }

  /**
   * Lets serve again what served before the latest promotion that was not demoted.
   *
   * @param requestedBy who wants it, for the campaign's history; may be empty
   */
  public CampaignInfo demote(String campaign, String requestedBy) {
    DemoteCandidateRequest request =
        DemoteCandidateRequest.newBuilder()
            .setCampaign(campaign)
            .setRequestedBy(requestedBy)
            .build();
    return info(calls.call(CampaignServiceGrpc.getDemoteCandidateMethod(), request).getCampaign());
  }

  /**
   * Windows of the campaign close no more until {@link #releaseExpiry}: its feed is known to be late.
   *
   * @return the journal position at which this took effect
   */
  public long holdExpiry(String campaign) {
    HoldExpiryRequest request = HoldExpiryRequest.newBuilder().setCampaign(campaign).build();
    return calls.call(CampaignServiceGrpc.getHoldExpiryMethod(), request).getPosition();
  }

  /**
   * Windows of the campaign close again.
   *
   * @return the journal position at which this took effect
   */
  public long releaseExpiry(String campaign) {
    ReleaseExpiryRequest request = ReleaseExpiryRequest.newBuilder().setCampaign(campaign).build();
    return calls.call(CampaignServiceGrpc.getReleaseExpiryMethod(), request).getPosition();
  }

  /** What each arm has done, overall and by every label. */
  public CampaignStatistics statistics(String campaign) {
    return statistics(GetStatisticsRequest.newBuilder().setCampaign(campaign).build());
  }

  /** What each arm has done under one label. */
  public CampaignStatistics statistics(String campaign, String key, String value) {
    return statistics(
        GetStatisticsRequest.newBuilder()
            .setCampaign(campaign)
            .setLabel(key + "=" + value)
            .build());
  }

  private CampaignStatistics statistics(GetStatisticsRequest request) {
    return CampaignWire.statistics(
        calls.call(CampaignServiceGrpc.getGetStatisticsMethod(), request));
  }

  private static CampaignInfo info(Campaign campaign) {
    return CampaignWire.info(campaign);
  }
}
