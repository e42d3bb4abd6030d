package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.candidate.CandidateReports;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.ListOutcome;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.server.manage.ManageOutcome.Changed;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.manage.Standing;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.server.statistics.Statistics;
import dev.bandolier.v1.AddArmsRequest;
import dev.bandolier.v1.AddArmsResponse;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.CampaignServiceGrpc.CampaignServiceImplBase;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.CreateCampaignResponse;
import dev.bandolier.v1.DeleteCampaignRequest;
import dev.bandolier.v1.DeleteCampaignResponse;
import dev.bandolier.v1.DemoteCandidateRequest;
import dev.bandolier.v1.DemoteCandidateResponse;
import dev.bandolier.v1.GetCampaignRequest;
import dev.bandolier.v1.GetCampaignResponse;
import dev.bandolier.v1.GetStatisticsRequest;
import dev.bandolier.v1.GetStatisticsResponse;
import dev.bandolier.v1.HoldExpiryRequest;
import dev.bandolier.v1.HoldExpiryResponse;
import dev.bandolier.v1.ListCampaignsRequest;
import dev.bandolier.v1.ListCampaignsResponse;
import dev.bandolier.v1.PauseArmsRequest;
import dev.bandolier.v1.PauseArmsResponse;
import dev.bandolier.v1.PromoteCandidateRequest;
import dev.bandolier.v1.PromoteCandidateResponse;
import dev.bandolier.v1.ReleaseExpiryRequest;
import dev.bandolier.v1.ReleaseExpiryResponse;
import dev.bandolier.v1.ResumeArmsRequest;
import dev.bandolier.v1.ResumeArmsResponse;
import dev.bandolier.v1.RetireArmsRequest;
import dev.bandolier.v1.RetireArmsResponse;
import dev.bandolier.v1.SetServingModeRequest;
import dev.bandolier.v1.SetServingModeResponse;
import dev.bandolier.v1.UpdateCampaignRequest;
import dev.bandolier.v1.UpdateCampaignResponse;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code CampaignService}. Its calls may block; they run on a pool of their own. */
final class CampaignCalls extends CampaignServiceImplBase {

  private final Management management;
  private final Statistics statistics;
  private final CandidateManagement candidates;
  private final CandidateReports contests;

  CampaignCalls(Rooms rooms) {
    this.management = rooms.management();
    this.statistics = rooms.statistics();
    this.candidates = rooms.candidates();
    this.contests = rooms.contests();
  }

  @Override
  public void createCampaign(
      CreateCampaignRequest request, StreamObserver<CreateCampaignResponse> observer) {
    change(
        () -> management.create(request),
        done -> CreateCampaignResponse.newBuilder().setCampaign(done.campaign()).build(),
        observer);
  }

  @Override
  public void getCampaign(
      GetCampaignRequest request, StreamObserver<GetCampaignResponse> observer) {
    Campaign campaign = management.get(request.getName());
    if (campaign == null) {
      observer.onError(noCampaign(request.getName()));
    } else {
      send(GetCampaignResponse.newBuilder().setCampaign(campaign.definition()).build(), observer);
    }
  }

  @Override
  public void listCampaigns(
      ListCampaignsRequest request, StreamObserver<ListCampaignsResponse> observer) {
    ListOutcome outcome = management.list(request);
    if (outcome instanceof ListOutcome.Page page) {
      ListCampaignsResponse.Builder answer =
          ListCampaignsResponse.newBuilder().setNextPageToken(page.nextToken());
      page.campaigns().forEach(campaign -> answer.addCampaigns(campaign.definition()));
      send(answer.build(), observer);
    } else {
      observer.onError(Statuses.exception(((ListOutcome.Refused) outcome).refusal()));
    }
  }

  @Override
  public void updateCampaign(
      UpdateCampaignRequest request, StreamObserver<UpdateCampaignResponse> observer) {
    change(
        () -> management.update(request),
        done ->
            UpdateCampaignResponse.newBuilder()
                .setCampaign(done.campaign())
                .setPosition(done.position())
                .build(),
        observer);
  }

  @Override
  public void deleteCampaign(
      DeleteCampaignRequest request, StreamObserver<DeleteCampaignResponse> observer) {
    change(
        () -> management.delete(request),
        done -> DeleteCampaignResponse.getDefaultInstance(),
        observer);
  }

  @Override
  public void addArms(AddArmsRequest request, StreamObserver<AddArmsResponse> observer) {
    change(
        () -> management.addArms(request),
        done -> AddArmsResponse.newBuilder().setCampaign(done.campaign()).build(),
        observer);
  }

  @Override
  public void pauseArms(PauseArmsRequest request, StreamObserver<PauseArmsResponse> observer) {
    change(
        () ->
            management.setArmState(
                request.getCampaign(),
                request.getSlot(),
                request.getArmsList(),
                request.getEtag(),
                ArmState.ARM_STATE_PAUSED),
        done -> PauseArmsResponse.newBuilder().setCampaign(done.campaign()).build(),
        observer);
  }

  @Override
  public void resumeArms(ResumeArmsRequest request, StreamObserver<ResumeArmsResponse> observer) {
    change(
        () ->
            management.setArmState(
                request.getCampaign(),
                request.getSlot(),
                request.getArmsList(),
                request.getEtag(),
                ArmState.ARM_STATE_ACTIVE),
        done -> ResumeArmsResponse.newBuilder().setCampaign(done.campaign()).build(),
        observer);
  }

  @Override
  public void retireArms(RetireArmsRequest request, StreamObserver<RetireArmsResponse> observer) {
    change(
        () ->
            management.setArmState(
                request.getCampaign(),
                request.getSlot(),
                request.getArmsList(),
                request.getEtag(),
                ArmState.ARM_STATE_RETIRED),
        done -> RetireArmsResponse.newBuilder().setCampaign(done.campaign()).build(),
        observer);
  }

  @Override
  public void setServingMode(
      SetServingModeRequest request, StreamObserver<SetServingModeResponse> observer) {
    change(
        () -> management.setMode(request),
        done -> SetServingModeResponse.newBuilder().setCampaign(done.campaign()).build(),
        observer);
  }

  @Override
  public void holdExpiry(HoldExpiryRequest request, StreamObserver<HoldExpiryResponse> observer) {
    change(
        () -> management.holdExpiry(request.getCampaign(), true),
        done -> HoldExpiryResponse.newBuilder().setPosition(done.position()).build(),
        observer);
  }

  @Override
  public void releaseExpiry(
      ReleaseExpiryRequest request, StreamObserver<ReleaseExpiryResponse> observer) {
    change(
        () -> management.holdExpiry(request.getCampaign(), false),
        done -> ReleaseExpiryResponse.newBuilder().setPosition(done.position()).build(),
        observer);
  }

  @Override
  public void promoteCandidate(
      PromoteCandidateRequest request, StreamObserver<PromoteCandidateResponse> observer) {
    change(
        () -> candidates.promote(request, standing(request)),
        done ->
            PromoteCandidateResponse.newBuilder()
                .setCampaign(done.campaign())
                .setPosition(done.position())
                .build(),
        observer);
  }

  private Standing standing(PromoteCandidateRequest request) {
    Campaign campaign = management.get(request.getCampaign());
    return campaign == null
        ? Standing.UNKNOWN
        : contests.standing(campaign, request.getCandidate());
  }

  @Override
  public void demoteCandidate(
      DemoteCandidateRequest request, StreamObserver<DemoteCandidateResponse> observer) {
    change(
        () -> candidates.demote(request),
        done ->
            DemoteCandidateResponse.newBuilder()
                .setCampaign(done.campaign())
                .setPosition(done.position())
                .build(),
        observer);
  }

  @Override
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> observer) {
    Campaign campaign = management.get(request.getCampaign());
    String label = request.getLabel();
    CampaignStatistics found =
        campaign == null ? null : statistics.of(campaign, label.isEmpty() ? null : label);
    if (campaign == null || found == null) {
      observer.onError(noCampaign(request.getCampaign()));
    } else {
      send(StatisticsMessages.message(campaign, found), observer);
    }
  }

  private static <A> void change(
      Supplier<ManageOutcome> changing, Function<Changed, A> message, StreamObserver<A> observer) {
    if (Context.current().isCancelled()) {
      return;
    }
    ManageOutcome outcome = changing.get();
    if (outcome instanceof Changed done) {
      send(message.apply(done), observer);
    } else {
      observer.onError(Statuses.exception(((Refused) outcome).refusal()));
    }
  }

  private static <A> void send(A answer, StreamObserver<A> observer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static RuntimeException noCampaign(String name) {
    return Statuses.exception(
        Refusal.of(Refusal.Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + name + "'"));
  }
}
