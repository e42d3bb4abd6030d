package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.event.FactType;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FateCount;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.GetCampaignRequest;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.GetDecisionResponse;
import dev.bandolier.v1.GetStatisticsRequest;
import dev.bandolier.v1.GetStatisticsResponse;
import dev.bandolier.v1.ListCampaignsRequest;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportRequest;
import dev.bandolier.v1.ReportResponse;
import dev.bandolier.v1.ReportStreamRequest;
import dev.bandolier.v1.ReportStreamResponse;
import dev.bandolier.v1.SlotRequest;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class GrpcServerTest {

  @TempDir Path directory;

  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    wiring = new Wiring(directory);
    create(Definitions.mail());
  }

  @AfterEach
  void stop() throws Exception {
    wiring.close();
  }

  @Test
  void decide_answers_andTheSameAgain() {
    DecideResponse answer = decisions().decide(request("d1"));

    assertThat(answer.getSlotsCount()).isEqualTo(2);
    assertThat(decisions().decide(request("d1"))).isEqualTo(answer);
  }

  @Test
  void aRefusal_carriesItsReason_andTheFields() throws Exception {
    DecideRequest bad =
        request("d1").toBuilder()
            .addSlots(SlotRequest.newBuilder().setSlot("nothing"))
            .setUnit("x".repeat(300))
            .build();

    com.google.rpc.Status status = failure(() -> decisions().decide(bad));

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo("FIELD_INVALID");
    assertThat(detail(status, ErrorInfo.class).getDomain()).isEqualTo("bandolier.dev");
    assertThat(detail(status, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("unit", "slots[0].slot");
  }

  @Test
  void reasons_becomeCodes() {
    decisions().decide(request("d1"));
    DecideRequest unknown = request("d2").toBuilder().setCampaign("campaigns/x").build();
    DecideRequest other = request("d1").toBuilder().setUnit("u").build();
    SlotRequest none =
        SlotRequest.newBuilder().setSlot("image").addOnly("i1").addExcept("i1").build();

    assertThat(code(() -> decisions().decide(unknown))).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(code(() -> decisions().decide(other))).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(code(() -> decisions().decide(request("d3").toBuilder().addSlots(none).build())))
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void batch_answersItemByItem_inTheirOrder() {
    DecideBatchResponse answer =
        decisions()
            .decideBatch(
                DecideBatchRequest.newBuilder()
                    .setCampaign(Definitions.NAME)
                    .addItems(request("d1").toBuilder().clearCampaign())
                    .addItems(request("x".repeat(65)))
                    .addItems(request("d3"))
                    .build());

    assertThat(answer.getResultsList())
        .extracting(DecideResult::hasResponse)
        .containsExactly(true, false, true);
    assertThat(answer.getResults(0).getResponse().getSlots(0).getArms(0).getPayload()).isEmpty();
    assertThat(answer.getResults(1).getError().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(answer.getResults(1).getError().getViolations(0).getField())
        .isEqualTo("decision_id");
  }

  @Test
  void batch_ofNothing_orOfTooMuch_failsTheCall() {
    DecideBatchRequest nothing = DecideBatchRequest.newBuilder().setCampaign("c").build();

    assertThat(code(() -> decisions().decideBatch(nothing)))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(code(() -> decisions().decideBatch(batch(10_001))))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aCancelledBatch_stops_andWhatItDecidedIsCensored() {
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(
        () ->
            DecisionServiceGrpc.newStub(wiring.channel)
                .decideBatch(batch(10_000), new Collected<>()));
    await(() -> count(FactType.DECISION_MADE) > 0);
    context.cancel(null);

    await(() -> count(FactType.CENSORED) > 0);
    await(() -> count(FactType.CENSORED) == count(FactType.DECISION_MADE));
  }

  @Test
  void batchWithAnItemThatIsNoMessage_fails_andWhatWasDecidedBeforeItIsCensored() {
    ByteString bytes =
        batch(3).toByteString().concat(ByteString.copyFrom(new byte[] {0x12, 1, 0x0a}));
    MethodDescriptor<byte[], byte[]> method =
        DecisionServiceGrpc.getDecideBatchMethod().toBuilder(new Bytes(), new Bytes()).build();

    assertThat(
            code(
                () ->
                    ClientCalls.blockingUnaryCall(
                        wiring.channel, method, CallOptions.DEFAULT, bytes.toByteArray())))
        .isEqualTo(Status.Code.INTERNAL);

    await(() -> count(FactType.CENSORED) == 3);
    assertThat(count(FactType.DECISION_MADE)).isEqualTo(3);
  }

  @Test
  void decideStream_answersInOrder() throws Exception {
    Collected<DecideStreamResponse> answers = new Collected<>();
    StreamObserver<DecideStreamRequest> stream =
        DecisionServiceGrpc.newStub(wiring.channel).decideStream(answers);
    for (int i = 0; i < 500; i++) {
      stream.onNext(DecideStreamRequest.newBuilder().setRequest(request("d" + i)).build());
    }
    stream.onCompleted();

    assertThat(answers.get())
        .extracting(answer -> answer.getResult().getResponse().getDecisionId())
        .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> "d" + i).toList());
  }

  @Test
  void getDecision_tellsTheAnswer_andWhatHasBecomeOfIt() {
    decisions().decide(request("d1"));

    GetDecisionResponse found =
        decisions()
            .getDecision(
                GetDecisionRequest.newBuilder()
                    .setCampaign(Definitions.NAME)
                    .setDecisionId("d1")
                    .build());

    assertThat(found.getDecision().getSlots(0).getArms(0).getPmfCount()).isEqualTo(4);
    assertThat(found.getSettlementsList()).hasSize(1);
    assertThat(found.getSettlements(0).getSlot()).isEqualTo("subject");
    assertThat(found.getSettlements(0).getReward()).isEqualTo(1.5);
  }

  @Test
  void report_acknowledgesEach_theBadOnesToo() {
    List<Acknowledgement> acknowledgements =
        feedback()
            .report(
                ReportRequest.newBuilder()
                    .setAcknowledgeWhen(AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED)
                    .addOutcomes(outcome("d1"))
                    .addOutcomes(outcome(""))
                    .addWatermarks(watermark(Wiring.NOW / 1000))
                    .build())
            .getAcknowledgementsList();

    assertThat(acknowledgements)
        .extracting(Acknowledgement::getFate)
        .containsExactly(Fate.FATE_RECORDED, Fate.FATE_INVALID);
    assertThat(acknowledgements.get(1).getError().getReason()).isEqualTo("FIELD_INVALID");
    assertThat(count(FactType.FEED_COMPLETED)).isEqualTo(1);
  }

  @Test
  void report_waitsForTheFold_whereAsked() throws Exception {
    Collected<ReportResponse> answer = new Collected<>();
    FeedbackServiceGrpc.newStub(wiring.channel)
        .report(ReportRequest.newBuilder().addOutcomes(outcome("d1")).build(), answer);
    await(() -> wiring.fates.waiting() == 1);
    wiring
        .journal
        .read(0)
        .poll(
            record -> {
              if (record.type() == FactType.OUTCOME_SEEN) {
                wiring.fates.folded(record.position(), Fate.FATE_UNKNOWN_DECISION);
              }
            },
            1000);

    assertThat(answer.get().get(0).getAcknowledgements(0).getFate())
        .isEqualTo(Fate.FATE_UNKNOWN_DECISION);
  }

  @Test
  void report_ofABadEnvelope_failsTheCall() {
    ReportRequest future =
        ReportRequest.newBuilder()
            .addOutcomes(outcome("d1"))
            .addWatermarks(watermark(Wiring.NOW / 1000 + 60))
            .build();

    assertThat(code(() -> feedback().report(ReportRequest.getDefaultInstance())))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(code(() -> feedback().report(future))).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(count(FactType.OUTCOME_SEEN)).isZero();
  }

  @Test
  void reportStream_acknowledgesInOrder_moreThanItsWindow() throws Exception {
    Collected<ReportStreamResponse> answers = new Collected<>();
    StreamObserver<ReportStreamRequest> stream =
        FeedbackServiceGrpc.newStub(wiring.channel).reportStream(answers);
    int outcomes = 3 * ReportStream.WINDOW;
    for (int i = 0; i < outcomes; i++) {
      stream.onNext(
          ReportStreamRequest.newBuilder()
              .setOutcome(outcome(i % 100 == 7 ? "" : "d" + i))
              .setAcknowledgeWhen(AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED)
              .build());
    }
    stream.onNext(
        ReportStreamRequest.newBuilder().setWatermark(watermark(Wiring.NOW / 1000)).build());
    stream.onNext(ReportStreamRequest.getDefaultInstance());
    stream.onCompleted();

    List<ReportStreamResponse> all = answers.get();
    assertThat(all).hasSize(outcomes + 2);
    long last = 0;
    for (int i = 0; i < outcomes; i++) {
      Acknowledgement acknowledgement = all.get(i).getAcknowledgement();
      if (i % 100 == 7) {
        assertThat(acknowledgement.getFate()).isEqualTo(Fate.FATE_INVALID);
      } else {
        assertThat(acknowledgement.getPosition()).isGreaterThan(last);
        last = acknowledgement.getPosition();
      }
    }
    assertThat(all.get(outcomes).getAcknowledgement().getFate()).isEqualTo(Fate.FATE_RECORDED);
    assertThat(all.get(outcomes + 1).getAcknowledgement().getFate()).isEqualTo(Fate.FATE_INVALID);
  }

  @Test
  void campaigns_areListed_andFound() {
    assertThat(
            campaigns().listCampaigns(ListCampaignsRequest.getDefaultInstance()).getCampaignsList())
        .extracting(Campaign::getName)
        .containsExactly(Definitions.NAME);
    assertThat(
            code(
                () ->
                    campaigns().getCampaign(GetCampaignRequest.newBuilder().setName("x").build())))
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(code(() -> create(Definitions.mail()))).isEqualTo(Status.Code.ALREADY_EXISTS);
  }

  @Test
  void statistics_speakOfNames() {
    GetStatisticsResponse statistics =
        campaigns()
            .getStatistics(GetStatisticsRequest.newBuilder().setCampaign(Definitions.NAME).build());

    assertThat(statistics.getSlots(0).getSlot()).isEqualTo("subject");
    assertThat(statistics.getSlots(0).getArms(0).getArm()).isEqualTo("s2");
    assertThat(statistics.getSlots(0).getChanges()).isEqualTo(2);
    assertThat(statistics.getLabels(0).getLabel()).isEqualTo("send=1");
    assertThat(statistics.getLabels(0).getSlots(0).getChanges()).isZero();
    assertThat(statistics.getFatesList())
        .containsExactly(FateCount.newBuilder().setFate("ACCEPTED").setCount(3).build());
  }

  @Test
  void health_isServing_andReflectionKnowsTheServices() throws Exception {
    assertThat(
            HealthGrpc.newBlockingStub(wiring.channel)
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService(DecisionServiceGrpc.SERVICE_NAME)
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    Collected<ServerReflectionResponse> services = new Collected<>();
    StreamObserver<ServerReflectionRequest> stream =
        ServerReflectionGrpc.newStub(wiring.channel).serverReflectionInfo(services);
    stream.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    stream.onCompleted();
    assertThat(services.get().get(0).getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains(DecisionServiceGrpc.SERVICE_NAME, FeedbackServiceGrpc.SERVICE_NAME);
  }

  @Test
  void anOccupiedPort_isNamed() {
    GrpcServerConfig same = GrpcServerConfig.DEFAULTS.at("127.0.0.1", wiring.server.port());

    assertThatThrownBy(() -> new Wiring(directory.resolve("other"), null, same))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + wiring.server.port());
  }

  @Test
  void tooManyCalls_areRefusedAtOnce_withARetryDelay() throws Exception {
    CompletableFuture<Object> never = new CompletableFuture<>();
    try (Wiring narrow = new Wiring(directory.resolve("narrow"), position -> never, narrow())) {
      var stub = CampaignServiceGrpc.newStub(narrow.channel);
      stub.createCampaign(creating(Definitions.mail()), new Collected<>());
      await(() -> narrow.journal.appends() == 1);

      com.google.rpc.Status status =
          failure(
              () ->
                  CampaignServiceGrpc.newBlockingStub(narrow.channel)
                      .listCampaigns(ListCampaignsRequest.getDefaultInstance()));

      assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
      assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo("OVERLOADED");
      assertThat(detail(status, RetryInfo.class).getRetryDelay().getSeconds()).isPositive();
      never.complete(never);
    }
  }

  @Test
  void whileLearningIsTooFarBehind_feedbackIsRefusedWithADelay_andDecisionsGoOn() throws Exception {
    AtomicLong recorded = new AtomicLong();
    wiring.lag.follow(recorded::get);
    recorded.set(Wiring.LAG_LIMIT + 1);
    ReportRequest report = ReportRequest.newBuilder().addOutcomes(outcome("d1")).build();

    com.google.rpc.Status status = failure(() -> feedback().report(report));

    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo("LEARNING_BEHIND");
    assertThat(detail(status, RetryInfo.class).getRetryDelay().getSeconds()).isPositive();
    assertThat(decisions().decide(request("d1")).getTracked()).isTrue();
    recorded.set(Wiring.LAG_LIMIT / 2);
    ReportRequest later =
        report.toBuilder().setAcknowledgeWhen(AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED).build();
    assertThat(feedback().report(later).getAcknowledgements(0).getFate())
        .isEqualTo(Fate.FATE_RECORDED);
  }

  @Test
  void stop_letsCallsEnd_andTakesNoMore() throws Exception {
    wiring.stop();

    assertThat(code(() -> decisions().decide(request("d1")))).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static GrpcServerConfig narrow() {
    GrpcServerConfig defaults = GrpcServerConfig.DEFAULTS;
    return new GrpcServerConfig(
        "127.0.0.1",
        0,
        defaults.maxMessageBytes(),
        defaults.maxMetadataBytes(),
        defaults.maxCallsPerConnection(),
        defaults.maxResetsPerSecond(),
        Duration.ofMinutes(5),
        defaults.keepAlive(),
        1,
        1,
        1,
        1,
        1,
        1,
        null);
  }

  private DecisionServiceGrpc.DecisionServiceBlockingStub decisions() {
    return DecisionServiceGrpc.newBlockingStub(wiring.channel);
  }

  private FeedbackServiceGrpc.FeedbackServiceBlockingStub feedback() {
    return FeedbackServiceGrpc.newBlockingStub(wiring.channel);
  }

  private CampaignServiceGrpc.CampaignServiceBlockingStub campaigns() {
    return CampaignServiceGrpc.newBlockingStub(wiring.channel);
  }

  private void create(Campaign campaign) {
    assertThat(campaigns().createCampaign(creating(campaign)).getCampaign().getRevision())
        .isEqualTo(1);
  }

  private static CreateCampaignRequest creating(Campaign campaign) {
    return CreateCampaignRequest.newBuilder().setCampaign(campaign).build();
  }

  private static DecideRequest request(String id) {
    return DecideRequest.newBuilder().setCampaign(Definitions.NAME).setDecisionId(id).build();
  }

  private static DecideBatchRequest batch(int items) {
    DecideBatchRequest.Builder batch =
        DecideBatchRequest.newBuilder().setCampaign(Definitions.NAME);
    for (int i = 0; i < items; i++) {
      batch.addItems(DecideRequest.newBuilder().setDecisionId("b" + i));
    }
    return batch.build();
  }

  private static Outcome outcome(String decision) {
    return Outcome.newBuilder()
        .setCampaign(Definitions.NAME)
        .setDecisionId(decision)
        .setName("click")
        .build();
  }

  private static FeedWatermark watermark(long seconds) {
    FeedWatermark.Builder watermark = FeedWatermark.newBuilder().setCampaign(Definitions.NAME);
    watermark.getCompleteUpToBuilder().setSeconds(seconds);
    return watermark.build();
  }

  private int count(byte type) {
    int[] count = {0};
    assertThatCode(
            () ->
                wiring
                    .journal
                    .read(0)
                    .poll(record -> count[0] += record.type() == type ? 1 : 0, 1_000_000))
        .doesNotThrowAnyException();
    return count[0];
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  private static Status.Code code(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }

  private static com.google.rpc.Status failure(ThrowingCallable call) {
    return Objects.requireNonNull(
        StatusProto.fromThrowable(catchThrowableOfType(StatusRuntimeException.class, call)));
  }

  private static <T extends Message> T detail(com.google.rpc.Status status, Class<T> type)
      throws InvalidProtocolBufferException {
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        return any.unpack(type);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status);
  }

  /** What a stream answered, once it is complete. */
  private static final class Collected<T> implements StreamObserver<T> {

    private final List<T> messages = new ArrayList<>();
    private final CompletableFuture<List<T>> done = new CompletableFuture<>();

    @Override
    public void onNext(T message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      done.complete(messages);
    }

    List<T> get() throws Exception {
      return done.get(30, TimeUnit.SECONDS);
    }
  }
}
