package dev.bandolier.client;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.ActivateRequest;
import dev.bandolier.v1.ActivateResponse;
import dev.bandolier.v1.ArmDecision;
import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.CensorRequest;
import dev.bandolier.v1.CensorResponse;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.GetDecisionResponse;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportRequest;
import dev.bandolier.v1.ReportResponse;
import dev.bandolier.v1.RetractRequest;
import dev.bandolier.v1.RetractResponse;
import dev.bandolier.v1.Settlement;
import dev.bandolier.v1.SettlementState;
import dev.bandolier.v1.SlotDecision;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A server in this process that keeps what it is asked and answers as a test wants. */
final class FakeServer {
  /** What to do with a request. */
  interface Behaviour<Q, A> {
    void handle(Q request, StreamObserver<A> answer);
  }

  static final String CAMPAIGN = "campaigns/spring-mail";

  final BlockingQueue<DecideRequest> decides = new LinkedBlockingQueue<>();
  final BlockingQueue<DecideBatchRequest> batches = new LinkedBlockingQueue<>();
  final BlockingQueue<ReportRequest> reports = new LinkedBlockingQueue<>();
  final BlockingQueue<ActivateRequest> activations = new LinkedBlockingQueue<>();
  final BlockingQueue<CensorRequest> censors = new LinkedBlockingQueue<>();
  final BlockingQueue<RetractRequest> retractions = new LinkedBlockingQueue<>();

  volatile Behaviour<DecideRequest, DecideResponse> onDecide = answering(FakeServer::decision);
  volatile Behaviour<DecideRequest, DecideStreamResponse> onStream = silent();
  volatile Behaviour<DecideBatchRequest, DecideBatchResponse> onBatch = silent();
  volatile Behaviour<ReportRequest, ReportResponse> onReport =
      answering(request -> accepted(request.getOutcomesList()));

  private final String name = UUID.randomUUID().toString();
  private Server server = start();

  private Server start() {
    try {
      InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
      services().forEach(builder::addService);
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<BindableService> services() {
    return List.of(new Deciding(), new Feeding());
  }

  void stop() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
  }

  void restart() {
    server = start();
  }

  void close() throws InterruptedException {
    stop();
  }

  BanditClient client() {
    return client(builder -> builder);
  }

  BanditClient client(UnaryOperator<BanditClientBuilder> settings) {
    return settings
        .apply(BanditClient.builder())
        .build(
            List.of(
                InProcessChannelBuilder.forName(name).directExecutor().build(),
                InProcessChannelBuilder.forName(name).directExecutor().build()));
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the server was not asked within 10 s");
    }
    return next;
  }

  static <Q, A> Behaviour<Q, A> answering(Function<Q, A> how) {
    return (request, answer) -> {
      answer.onNext(how.apply(request));
      answer.onCompleted();
    };
  }

  static <Q, A> Behaviour<Q, A> failing(Status status) {
    return (request, answer) -> answer.onError(status.asRuntimeException());
  }

  static <Q, A> Behaviour<Q, A> silent() {
    return (request, answer) -> {};
  }

  /** First this, then that. */
  static <Q, A> Behaviour<Q, A> once(Behaviour<Q, A> first, Behaviour<Q, A> then) {
    return new Behaviour<>() {
      private boolean done;

      @Override
      public synchronized void handle(Q request, StreamObserver<A> answer) {
        Behaviour<Q, A> now = done ? then : first;
        done = true;
        now.handle(request, answer);
      }
    };
  }

  static StatusRuntimeException invalid(String field) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.INVALID_ARGUMENT.value())
            .setMessage("The request is wrong.")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("FIELD_INVALID").build()))
            .addDetails(
                Any.pack(
                    BadRequest.newBuilder()
                        .addFieldViolations(
                            BadRequest.FieldViolation.newBuilder()
                                .setField(field)
                                .setDescription("must be finite"))
                        .build()))
            .build());
  }

  static DecideResponse decision(DecideRequest request) {
    return DecideResponse.newBuilder()
        .setDecisionId(request.getDecisionId())
        .addSlots(
            SlotDecision.newBuilder()
                .setSlot("subject")
                .setPropensity(0.75)
                .addArms(
                    ArmDecision.newBuilder()
                        .setArm("a")
                        .setPayload("Hello")
                        .setPropensity(0.75)
                        .addPmf(probability("a", 0.75))
                        .addPmf(probability("b", 0.25))))
        .setModelVersion(7)
        .setModelVersionExact(true)
        .setSource(DecisionSource.DECISION_SOURCE_POLICY)
        .setTracked(true)
        .build();
  }

  private static ArmProbability probability(String arm, double probability) {
    return ArmProbability.newBuilder().setArm(arm).setProbability(probability).build();
  }

  static ReportResponse accepted(List<Outcome> outcomes) {
    return ReportResponse.newBuilder().addAllAcknowledgements(acknowledge(outcomes)).build();
  }

  private static List<Acknowledgement> acknowledge(List<?> items) {
    List<Acknowledgement> all = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      all.add(
          Acknowledgement.newBuilder().setFate(Fate.FATE_ACCEPTED).setPosition(100 + i).build());
    }
    return all;
  }

  private final class Deciding extends DecisionServiceGrpc.DecisionServiceImplBase {
    @Override
    public void decide(DecideRequest request, StreamObserver<DecideResponse> answer) {
      decides.add(request);
      onDecide.handle(request, answer);
    }

    @Override
    public void decideBatch(
        DecideBatchRequest request, StreamObserver<DecideBatchResponse> answer) {
      batches.add(request);
      onBatch.handle(request, answer);
    }

    @Override
    public StreamObserver<DecideStreamRequest> decideStream(
        StreamObserver<DecideStreamResponse> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(DecideStreamRequest message) {
          decides.add(message.getRequest());
          onStream.handle(message.getRequest(), answers);
        }

        @Override
        public void onError(Throwable broken) {
          answers.onError(broken);
        }

        @Override
        public void onCompleted() {
          answers.onCompleted();
        }
      };
    }

    @Override
    public void getDecision(
        GetDecisionRequest request, StreamObserver<GetDecisionResponse> answer) {
      answer.onNext(
          GetDecisionResponse.newBuilder()
              .setDecision(
                  decision(
                      DecideRequest.newBuilder().setDecisionId(request.getDecisionId()).build()))
              .addSettlements(
                  Settlement.newBuilder()
                      .setSlot("subject")
                      .setState(SettlementState.SETTLEMENT_STATE_REWARDED)
                      .setReward(1.5))
              .build());
      answer.onCompleted();
    }
  }

  private final class Feeding extends FeedbackServiceGrpc.FeedbackServiceImplBase {
    @Override
    public void report(ReportRequest request, StreamObserver<ReportResponse> answer) {
      reports.add(request);
      onReport.handle(request, answer);
    }

    @Override
    public void activate(ActivateRequest request, StreamObserver<ActivateResponse> answer) {
      activations.add(request);
      answer.onNext(
          ActivateResponse.newBuilder()
              .addAllAcknowledgements(acknowledge(request.getActivationsList()))
              .build());
      answer.onCompleted();
    }

    @Override
    public void censor(CensorRequest request, StreamObserver<CensorResponse> answer) {
      censors.add(request);
      answer.onNext(
          CensorResponse.newBuilder()
              .addAllAcknowledgements(acknowledge(request.getCensoringsList()))
              .build());
      answer.onCompleted();
    }

    @Override
    public void retract(RetractRequest request, StreamObserver<RetractResponse> answer) {
      retractions.add(request);
      answer.onNext(
          RetractResponse.newBuilder()
              .addAllAcknowledgements(acknowledge(request.getRetractionsList()))
              .build());
      answer.onCompleted();
    }
  }
}
