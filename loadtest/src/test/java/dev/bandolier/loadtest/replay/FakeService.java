package dev.bandolier.loadtest.replay;

import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.ArmDecision;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CensorRequest;
import dev.bandolier.v1.CensorResponse;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.CreateCampaignResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.DeleteCampaignRequest;
import dev.bandolier.v1.DeleteCampaignResponse;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ReportRequest;
import dev.bandolier.v1.ReportResponse;
import dev.bandolier.v1.SlotDecision;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The wire's other end: serves the first arm of every campaign and keeps what it is told. */
final class FakeService implements AutoCloseable {
  final Map<String, Campaign> campaigns = new ConcurrentHashMap<>();
  final Queue<Campaign> created = new ConcurrentLinkedQueue<>();
  final Queue<DecideRequest> decided = new ConcurrentLinkedQueue<>();
  final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  final Queue<String> censored = new ConcurrentLinkedQueue<>();
  volatile Fate fate = Fate.FATE_ACCEPTED;
  volatile boolean tracks = true;

  private final Server server;

  FakeService() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(new Campaigns())
            .addService(new Decisions())
            .addService(new Feedback())
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static <A> void answer(StreamObserver<A> caller, A answer) {
    caller.onNext(answer);
    caller.onCompleted();
  }

  private final class Campaigns extends CampaignServiceGrpc.CampaignServiceImplBase {
    @Override
    public void createCampaign(
        CreateCampaignRequest request, StreamObserver<CreateCampaignResponse> caller) {
      Campaign.Builder campaign = request.getCampaign().toBuilder();
      if (!campaign.hasPolicy()) {
        campaign.setPolicy(Policy.newBuilder().setType(PolicyType.POLICY_TYPE_LINEAR_THOMPSON));
      }
      created.add(request.getCampaign());
      campaigns.put(campaign.getName(), campaign.build());
      answer(caller, CreateCampaignResponse.newBuilder().setCampaign(campaign).build());
    }

    @Override
    public void deleteCampaign(
        DeleteCampaignRequest request, StreamObserver<DeleteCampaignResponse> caller) {
      campaigns.remove(request.getName());
      answer(caller, DeleteCampaignResponse.getDefaultInstance());
    }
  }

  private final class Decisions extends DecisionServiceGrpc.DecisionServiceImplBase {
    @Override
    public void decide(DecideRequest request, StreamObserver<DecideResponse> caller) {
      decided.add(request);
      Campaign campaign =
          campaigns.getOrDefault(request.getCampaign(), Campaign.getDefaultInstance());
      ArmDecision arm =
          ArmDecision.newBuilder().setArm(campaign.getSlots(0).getArms(0).getId()).build();
      SlotDecision slot =
          SlotDecision.newBuilder().setSlot(campaign.getSlots(0).getName()).addArms(arm).build();
      answer(
          caller,
          DecideResponse.newBuilder()
              .setDecisionId(request.getDecisionId())
              .addSlots(slot)
              .setTracked(tracks)
              .build());
    }
  }

  private final class Feedback extends FeedbackServiceGrpc.FeedbackServiceImplBase {
    @Override
    public void report(ReportRequest request, StreamObserver<ReportResponse> caller) {
      ReportResponse.Builder response = ReportResponse.newBuilder();
      for (Outcome outcome : request.getOutcomesList()) {
        outcomes.add(outcome);
        response.addAcknowledgements(done(fate));
      }
      answer(caller, response.build());
    }

    @Override
    public void censor(CensorRequest request, StreamObserver<CensorResponse> caller) {
      CensorResponse.Builder response = CensorResponse.newBuilder();
      request
          .getCensoringsList()
          .forEach(
              censoring -> {
                censored.add(censoring.getDecisionId());
                response.addAcknowledgements(done(Fate.FATE_ACCEPTED));
              });
      answer(caller, response.build());
    }

    private Acknowledgement done(Fate fate) {
      return Acknowledgement.newBuilder().setFate(fate).setPosition(8).build();
    }
  }
}
