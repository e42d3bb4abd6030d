package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportStreamRequest;
import dev.bandolier.v1.ReportStreamResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What callers find who speak gRPC without the client, against the real process. */
@ExtendWith(SharedServer.class)
final class ContractIT {
  private static final int OUTCOMES = 500;

  private final BanditClient client;
  private final ManagedChannel channel;

  ContractIT(BanditClient client, ServerProcess server) {
    this.client = client;
    this.channel =
        Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create()).build();
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    assertThat(channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void reflection_listsTheServices_andDescribesThem() throws Exception {
    ServerReflectionRequest list = ServerReflectionRequest.newBuilder().setListServices("").build();
    assertThat(reflected(list).getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(
            "bandolier.v1.DecisionService",
            "bandolier.v1.FeedbackService",
            "bandolier.v1.CampaignService",
            "grpc.health.v1.Health");
    ServerReflectionRequest symbol =
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("bandolier.v1.DecisionService.DecideStream")
            .build();
    assertThat(reflected(symbol).getFileDescriptorResponse().getFileDescriptorProtoList())
        .anyMatch(file -> file.toStringUtf8().contains("bandolier/v1/decision_service.proto"));
  }

  private ServerReflectionResponse reflected(ServerReflectionRequest question) throws Exception {
    Gathered<ServerReflectionResponse> answers = new Gathered<>();
    StreamObserver<ServerReflectionRequest> call =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(answers);
    call.onNext(question);
    call.onCompleted();
    return answers.all().get(0);
  }

  @Test
  void health_isServing_forTheServerAndEachService() {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("bandolier.v1.DecisionService")).isEqualTo(ServingStatus.SERVING);
    assertThatThrownBy(() -> health("bandolier.v1.NoService"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void reportStream_acknowledgesEachOutcome_inTheirOrder() throws Exception {
    String banner = TestCampaigns.makeBanner(client, "contract-stream", "");
    Decision decision = client.decideNow(DecisionRequest.builder(banner).build());
    Gathered<ReportStreamResponse> answers = new Gathered<>();
    StreamObserver<ReportStreamRequest> call =
        FeedbackServiceGrpc.newStub(channel).reportStream(answers);
    List<Fate> expected = new ArrayList<>();
    for (int i = 0; i < OUTCOMES; i++) {
      call.onNext(outcome(decision, i));
      expected.add(fate(i));
    }
    call.onCompleted();
    List<Acknowledgement> told =
        answers.all().stream().map(ReportStreamResponse::getAcknowledgement).toList();
    assertThat(told).extracting(Acknowledgement::getFate).isEqualTo(expected);
    assertThat(told.stream().map(Acknowledgement::getPosition).filter(at -> at > 0))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  /** Of five, the first is new, the second the same, the third of an unknown name; the others never were decided. */
  private static ReportStreamRequest outcome(Decision decision, int i) {
    String name = i % 5 == 2 ? "unheard-of" : "click";
    String id = i % 5 < 3 ? decision.id() : "undecided-" + i;
    Outcome.Builder outcome = Outcome.newBuilder().setCampaign(decision.campaign()).setName(name);
    outcome.setDecisionId(id).setValue(1).setOutcomeId("o" + i / 5);
    return ReportStreamRequest.newBuilder().setOutcome(outcome).build();
  }

  private static Fate fate(int i) {
    return switch (i % 5) {
      case 0 -> Fate.FATE_ACCEPTED;
      case 1 -> Fate.FATE_DUPLICATE;
      case 2 -> Fate.FATE_INVALID;
      default -> Fate.FATE_HELD;
    };
  }

  /** The answers of a stream. gRPC's threads fill it, one at a time. */
  private static final class Gathered<T> implements StreamObserver<T> {
    private final List<T> answers = new ArrayList<>();
    private final CompletableFuture<List<T>> end = new CompletableFuture<>();

    List<T> all() throws Exception {
      return end.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(T answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      end.complete(answers);
    }
  }
}
