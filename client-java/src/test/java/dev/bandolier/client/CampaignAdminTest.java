package dev.bandolier.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.bandolier.v1.AddArmsRequest;
import dev.bandolier.v1.AddArmsResponse;
import dev.bandolier.v1.ArmStatistics;
import dev.bandolier.v1.ArmValue;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CandidateValue;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.CreateCampaignResponse;
import dev.bandolier.v1.DemoteCandidateRequest;
import dev.bandolier.v1.DemoteCandidateResponse;
import dev.bandolier.v1.EvaluationServiceGrpc;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.FateCount;
import dev.bandolier.v1.GetCampaignRequest;
import dev.bandolier.v1.GetCampaignResponse;
import dev.bandolier.v1.GetCandidatesRequest;
import dev.bandolier.v1.GetCandidatesResponse;
import dev.bandolier.v1.GetStatisticsRequest;
import dev.bandolier.v1.GetStatisticsResponse;
import dev.bandolier.v1.LabelStatistics;
import dev.bandolier.v1.LearningMode;
import dev.bandolier.v1.ListCampaignsRequest;
import dev.bandolier.v1.ListCampaignsResponse;
import dev.bandolier.v1.MachineEffect;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.PromoteCandidateRequest;
import dev.bandolier.v1.PromoteCandidateResponse;
import dev.bandolier.v1.SetServingModeRequest;
import dev.bandolier.v1.SetServingModeResponse;
import dev.bandolier.v1.SlotStatistics;
import dev.bandolier.v1.UpdateCampaignRequest;
import dev.bandolier.v1.UpdateCampaignResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CampaignAdminTest {
  private static final String YAML =
      """
      name: campaigns/spring-mail
      slots:
        - name: subject
          default_arm: plain
          arms:
            - {id: plain, payload: Hello}
            - {id: pun, payload: "Spring has sprung", state: PAUSED}
      policy: {type: LIN_UCB}
      learningMode: LEARNING_MODE_ON_REWARD
      reward_rules:
        - {outcome: open, reward: 1, window: 86400s, machine: UNKNOWABLE}
      """;

  private final Registry registry = new Registry();
  private final String name = UUID.randomUUID().toString();
  private final Server server = start();
  private final BanditClient client =
      BanditClient.builder()
          .build(List.of(InProcessChannelBuilder.forName(name).directExecutor().build()));

  private Server start() {
    try {
      return InProcessServerBuilder.forName(name)
          .directExecutor()
          .addService(registry)
          .addService(new Evaluator())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    client.close();
    server.shutdownNow();
  }

  @Test
  void create_readsYaml() {
    CampaignInfo info = client.campaigns().create(YAML);
    assertThat(info.name()).isEqualTo("campaigns/spring-mail");
    assertThat(info.slot("subject").defaultArm()).isEqualTo("plain");
    assertThat(info.slot("subject").arms())
        .containsExactly(
            ArmInfo.of("plain", "Hello"),
            new ArmInfo("pun", "Spring has sprung", List.of(), ArmState.PAUSED));
    assertThat(registry.last().getRewardRules(0).getWindow().getSeconds()).isEqualTo(86_400);
    assertThat(registry.last().getPolicy().getType()).isEqualTo(PolicyType.POLICY_TYPE_LIN_UCB);
    assertThat(registry.last().getRewardRules(0).getMachine())
        .isEqualTo(MachineEffect.MACHINE_EFFECT_UNKNOWABLE);
    assertThat(registry.last().getLearningMode()).isEqualTo(LearningMode.LEARNING_MODE_ON_REWARD);
  }

  @Test
  void json_canBeGivenBack() {
    CampaignInfo info = client.campaigns().create(YAML);
    assertThat(info.json())
        .contains("\"LIN_UCB\"", "\"ON_REWARD\"", "\"PAUSED\"", "\"defaultArm\"")
        .doesNotContain("POLICY_TYPE");
    Campaign first = registry.last();
    client.campaigns().update(CampaignChange.to(info.json()));
    assertThat(registry.last()).isEqualTo(first);
  }

  @Test
  void update_carriesItsTerms() {
    client
        .campaigns()
        .update(
            CampaignChange.to(YAML)
                .only("slots")
                .allowingReset()
                .sameArm("subject", "pun")
                .validatedOnly());
    UpdateCampaignRequest request = registry.update;
    assertThat(request.getUpdateMask().getPathsList()).containsExactly("slots");
    assertThat(request.getAllowReset()).isTrue();
    assertThat(request.getSameArmsList()).containsExactly("subject/pun");
    assertThat(request.getValidateOnly()).isTrue();
  }

  @Test
  void textThatIsNoCampaign_isRefusedHere() {
    for (String text : List.of("", "[]", "name: [", "nom: x", "slots: 3", "mode: NO_SUCH")) {
      BandolierException error =
          catchThrowableOfType(BandolierException.class, () -> client.campaigns().create(text));
      assertThat(error.reason()).isEqualTo("CAMPAIGN_UNREADABLE");
    }
  }

  @Test
  void list_turnsEveryPage() {
    assertThat(client.campaigns().list("tenants/-"))
        .extracting(CampaignInfo::name)
        .containsExactly("campaigns/a", "campaigns/b", "campaigns/c");
  }

  @Test
  void unknownCampaign_isAnError() {
    assertThatThrownBy(() -> client.campaigns().get("campaigns/none"))
        .isInstanceOfSatisfying(
            BandolierException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void armsAndModes_areSentAsTheyAre() {
    client.campaigns().addArms("campaigns/a", "subject", List.of(ArmInfo.of("new", "Hi")));
    assertThat(registry.last().getSlots(0).getArms(0).getPayload()).isEqualTo("Hi");
    assertThat(client.campaigns().setMode("campaigns/a", ServingMode.FROZEN).mode())
        .isEqualTo(ServingMode.FROZEN);
    assertThatThrownBy(() -> client.campaigns().setMode("campaigns/a", ServingMode.OTHER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void promotions_areSentAsTheyAre() {
    assertThat(client.campaigns().promote("campaigns/a", "bolder", "me").displayName())
        .isEqualTo("bolder by me");
    assertThat(client.campaigns().demote("campaigns/a", "you").displayName()).isEqualTo("by you");
  }

  @Test
  void candidates_areReadWhole() {
    CandidateReport report = client.evaluations().candidates("campaigns/a");
    Difference bolder = new Difference("bolder", 7, OptionalDouble.of(0.5), -0.1, 0.9, 0.05);
    Difference without = new Difference("offer/none", 0, OptionalDouble.empty(), -1, 1, 0.01);
    assertThat(report)
        .isEqualTo(
            new CandidateReport(
                "campaigns/a",
                3,
                99,
                Optional.of(Instant.ofEpochSecond(5)),
                true,
                7,
                OptionalDouble.of(0.25),
                Map.of("open", 2L),
                List.of(bolder),
                List.of(without)));
  }

  @Test
  void statistics_areReadWhole() {
    CampaignStatistics statistics = client.campaigns().statistics("campaigns/a", "send", "one");
    assertThat(statistics.position()).isEqualTo(9);
    assertThat(statistics.slot("subject").arm("plain"))
        .isEqualTo(new dev.bandolier.client.ArmStatistics("plain", 10, 8, 4, 4.0, 0.5, 0.25, 1, 2));
    assertThat(statistics.labels()).containsOnlyKeys("send=one");
    assertThat(statistics.fates()).containsEntry("ACCEPTED", 4L);
    assertThat(statistics.openDecisions()).isEqualTo(2);
  }

  private static final class Evaluator extends EvaluationServiceGrpc.EvaluationServiceImplBase {
    @Override
    public void getCandidates(
        GetCandidatesRequest request, StreamObserver<GetCandidatesResponse> answer) {
      Evidence.Builder known =
          Evidence.newBuilder().setDecisions(7).setDifference(0.5).setLow(-0.1).setHigh(0.9);
      Evidence.Builder unknown = Evidence.newBuilder().setLow(-1).setHigh(1).setError(0.01);
      answer.onNext(
          GetCandidatesResponse.newBuilder()
              .setCampaign(request.getCampaign())
              .setRevision(3)
              .setPosition(99)
              .setSince(Timestamp.newBuilder().setSeconds(5))
              .setWhole(true)
              .setDecisions(7)
              .setServingMean(0.25)
              .putLeftOut("open", 2)
              .addCandidates(
                  CandidateValue.newBuilder()
                      .setCandidate("bolder")
                      .setEvidence(known.setError(0.05)))
              .addArms(ArmValue.newBuilder().setSlot("offer").setArm("none").setEvidence(unknown))
              .build());
      answer.onCompleted();
    }
  }

  private static final class Registry extends CampaignServiceGrpc.CampaignServiceImplBase {
    private volatile Campaign last = Campaign.getDefaultInstance();
    private volatile UpdateCampaignRequest update = UpdateCampaignRequest.getDefaultInstance();

    Campaign last() {
      return last;
    }

    @Override
    public void createCampaign(
        CreateCampaignRequest request, StreamObserver<CreateCampaignResponse> answer) {
      last = request.getCampaign();
      end(answer, CreateCampaignResponse.newBuilder().setCampaign(last).build());
    }

    @Override
    public void updateCampaign(
        UpdateCampaignRequest request, StreamObserver<UpdateCampaignResponse> answer) {
      update = request;
      last = request.getCampaign();
      end(answer, UpdateCampaignResponse.newBuilder().setCampaign(last).build());
    }

    @Override
    public void getCampaign(
        GetCampaignRequest request, StreamObserver<GetCampaignResponse> answer) {
      answer.onError(Status.NOT_FOUND.withDescription("no " + request.getName()).asException());
    }

    @Override
    public void listCampaigns(
        ListCampaignsRequest request, StreamObserver<ListCampaignsResponse> answer) {
      boolean first = request.getPageToken().isEmpty();
      List<String> names = first ? List.of("a", "b") : List.of("c");
      end(
          answer,
          ListCampaignsResponse.newBuilder()
              .addAllCampaigns(
                  names.stream()
                      .map(each -> Campaign.newBuilder().setName("campaigns/" + each).build())
                      .toList())
              .setNextPageToken(first ? "2" : "")
              .build());
    }

    @Override
    public void addArms(AddArmsRequest request, StreamObserver<AddArmsResponse> answer) {
      last =
          Campaign.newBuilder()
              .addSlots(
                  dev.bandolier.v1.Slot.newBuilder()
                      .setName(request.getSlot())
                      .addAllArms(request.getArmsList()))
              .build();
      end(answer, AddArmsResponse.newBuilder().setCampaign(last).build());
    }

    @Override
    public void setServingMode(
        SetServingModeRequest request, StreamObserver<SetServingModeResponse> answer) {
      end(
          answer,
          SetServingModeResponse.newBuilder()
              .setCampaign(Campaign.newBuilder().setMode(request.getMode()))
              .build());
    }

    @Override
    public void promoteCandidate(
        PromoteCandidateRequest request, StreamObserver<PromoteCandidateResponse> answer) {
      String told = request.getCandidate() + " by " + request.getRequestedBy();
      end(
          answer,
          PromoteCandidateResponse.newBuilder()
              .setCampaign(Campaign.newBuilder().setDisplayName(told))
              .build());
    }

    @Override
    public void demoteCandidate(
        DemoteCandidateRequest request, StreamObserver<DemoteCandidateResponse> answer) {
      String told = "by " + request.getRequestedBy();
      end(
          answer,
          DemoteCandidateResponse.newBuilder()
              .setCampaign(Campaign.newBuilder().setDisplayName(told))
              .build());
    }

    @Override
    public void getStatistics(
        GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> answer) {
      SlotStatistics slot =
          SlotStatistics.newBuilder()
              .setSlot("subject")
              .addArms(
                  ArmStatistics.newBuilder()
                      .setArm("plain")
                      .setDecisions(10)
                      .setClosed(8)
                      .setRewarded(4)
                      .setRewardSum(4)
                      .setRewardMean(0.5)
                      .setShare(0.25)
                      .setCensored(1)
                      .setClipped(2))
              .build();
      end(
          answer,
          GetStatisticsResponse.newBuilder()
              .setPosition(9)
              .addSlots(slot)
              .addLabels(LabelStatistics.newBuilder().setLabel(request.getLabel()).addSlots(slot))
              .setOpenDecisions(2)
              .addFates(FateCount.newBuilder().setFate("ACCEPTED").setCount(4))
              .build());
    }

    private static <A> void end(StreamObserver<A> answer, A message) {
      answer.onNext(message);
      answer.onCompleted();
    }
  }
}
