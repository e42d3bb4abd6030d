package dev.bandolier.client;

import static dev.bandolier.client.FakeServer.CAMPAIGN;
import static dev.bandolier.client.FakeServer.accepted;
import static dev.bandolier.client.FakeServer.answering;
import static dev.bandolier.client.FakeServer.failing;
import static dev.bandolier.client.FakeServer.next;
import static dev.bandolier.client.FakeServer.once;
import static dev.bandolier.client.FakeServer.silent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Error;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportRequest;
import dev.bandolier.v1.ReportResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FeedbackTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final FakeServer server = new FakeServer();
  private final List<BanditClient> clients = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    clients.forEach(client -> client.close(Duration.ofMillis(100)));
    server.close();
  }

  @Test
  void report_arrivesWithAllItsFields() throws Exception {
    OutcomeReport report =
        OutcomeReport.builder(CAMPAIGN, "d1", "purchase")
            .slot("image")
            .arm("x")
            .position(0)
            .value(0)
            .time(Instant.ofEpochSecond(5))
            .outcomeId("o2")
            .replaces("o1")
            .machine()
            .build();
    Acknowledgement acknowledgement = client().report(report).get();
    assertThat(acknowledgement).isEqualTo(new Acknowledgement(Fate.ACCEPTED, 100, null));
    ReportRequest request = next(server.reports);
    assertThat(request.getAcknowledgeWhen()).isEqualTo(AcknowledgeWhen.ACKNOWLEDGE_WHEN_FOLDED);
    Outcome wire = request.getOutcomes(0);
    assertThat(wire.getCampaign()).isEqualTo(CAMPAIGN);
    assertThat(wire.getDecisionId()).isEqualTo("d1");
    assertThat(wire.getName()).isEqualTo("purchase");
    assertThat(wire.getSlot()).isEqualTo("image");
    assertThat(wire.getArm()).isEqualTo("x");
    assertThat(wire.hasPosition()).isTrue();
    assertThat(wire.hasValue()).isTrue();
    assertThat(wire.getTime().getSeconds()).isEqualTo(5);
    assertThat(wire.getOutcomeId()).isEqualTo("o2");
    assertThat(wire.getReplaces()).isEqualTo("o1");
    assertThat(wire.getMachine()).isTrue();
  }

  @Test
  void report_getsAKeyOfItsOwnUnlessItShallHaveNone() {
    OutcomeReport.Builder builder = OutcomeReport.builder(CAMPAIGN, "d1", "click");
    assertThat(builder.build().outcomeId()).hasSize(26).isNotEqualTo(builder.build().outcomeId());
    assertThat(builder.withoutOutcomeId().build().outcomeId()).isNull();
  }

  @Test
  void reports_goTogetherInOneCall() throws Exception {
    BanditClient client = client(builder -> builder.batching(3, LONG));
    List<CompletableFuture<Acknowledgement>> all =
        List.of(report(client), report(client), report(client));
    assertThat(next(server.reports).getOutcomesCount()).isEqualTo(3);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).get().position()).isEqualTo(100 + i);
    }
  }

  @Test
  void flush_sendsWhatWaitsAndEndsWhenItIsAcknowledged() throws Exception {
    BlockingQueue<StreamObserver<ReportResponse>> open = new LinkedBlockingQueue<>();
    server.onReport = (request, answer) -> open.add(answer);
    BanditClient client = client(builder -> builder.batching(500, LONG));
    CompletableFuture<Acknowledgement> told = report(client);
    CompletableFuture<Void> flushed = client.flush();
    assertThat(flushed).isNotDone();
    StreamObserver<ReportResponse> answer = next(open);
    answer.onNext(accepted(next(server.reports).getOutcomesList()));
    answer.onCompleted();
    flushed.get();
    assertThat(told).isDone();
    assertThat(client.counters().buffered()).isZero();
    client.flush().get();
  }

  @Test
  void callThatFails_isSentAgainUnchanged() throws Exception {
    for (Status status :
        List.of(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.DEADLINE_EXCEEDED)) {
      server.onReport =
          once(failing(status), answering(request -> accepted(request.getOutcomesList())));
      assertThat(report(client()).get().fate()).isEqualTo(Fate.ACCEPTED);
      assertThat(next(server.reports)).isEqualTo(next(server.reports));
    }
  }

  @Test
  void serverThatDoesNotAnswer_isToldAgain() throws Exception {
    server.onReport = once(silent(), answering(request -> accepted(request.getOutcomesList())));
    assertThat(report(client()).get().fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(next(server.reports)).isEqualTo(next(server.reports));
  }

  @Test
  void itemThatFoundNoRoom_isSentAgainAlone() throws Exception {
    server.onReport =
        once(
            answering(request -> lastRefused(request, Status.Code.RESOURCE_EXHAUSTED)),
            answering(request -> accepted(request.getOutcomesList())));
    BanditClient client = client(builder -> builder.batching(2, LONG));
    CompletableFuture<Acknowledgement> first = report(client);
    CompletableFuture<Acknowledgement> second = report(client);
    assertThat(first.get().fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(second.get().fate()).isEqualTo(Fate.ACCEPTED);
    Outcome refused = next(server.reports).getOutcomes(1);
    assertThat(next(server.reports).getOutcomesList()).containsExactly(refused);
  }

  @Test
  void itemThatIsWrong_isAValue() throws Exception {
    server.onReport = answering(request -> lastRefused(request, Status.Code.INVALID_ARGUMENT));
    Acknowledgement acknowledgement = report(client()).get();
    assertThat(acknowledgement.fate()).isEqualTo(Fate.INVALID);
    assertThat(acknowledgement.position()).isZero();
    assertThat(acknowledgement.problem())
        .extracting(Problem::code)
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void envelopeThatIsWrong_failsItsItemsAtOnce() {
    server.onReport = failing(Status.INVALID_ARGUMENT);
    assertThatThrownBy(() -> report(client()).get()).hasCauseInstanceOf(BandolierException.class);
    assertThat(server.reports).hasSize(1);
  }

  @Test
  void itemTriedForTooLong_fails() {
    server.onReport = failing(Status.UNAVAILABLE);
    BanditClient client =
        client(
            builder ->
                builder.feedbackRetries(
                    LONG, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)));
    assertThatThrownBy(() -> report(client).get()).hasMessageContaining("UNAVAILABLE");
    assertThat(client.counters().buffered()).isZero();
  }

  @Test
  void fullBuffer_saysSoAtOnceAndHasRoomAgainLater() throws Exception {
    BlockingQueue<StreamObserver<ReportResponse>> open = new LinkedBlockingQueue<>();
    server.onReport = (request, answer) -> open.add(answer);
    BanditClient client =
        client(
            builder ->
                builder
                    .bufferCapacity(2)
                    .batching(1, LONG)
                    .feedbackRetries(LONG, LONG, LONG, LONG));
    CompletableFuture<Acknowledgement> first = report(client);
    assertThat(report(client)).isNotDone();
    BandolierException full =
        catchThrowableOfType(BandolierException.class, () -> client.reportNow(outcome()));
    assertThat(full.reason()).isEqualTo(Problem.BUFFER_FULL);
    assertThat(report(client)).isCompletedExceptionally();
    assertThat(client.counters().refused()).isEqualTo(2);
    assertThat(client.counters().buffered()).isEqualTo(2);
    StreamObserver<ReportResponse> answer = next(open);
    answer.onNext(accepted(next(server.reports).getOutcomesList()));
    answer.onCompleted();
    first.get();
    assertThat(report(client)).isNotDone();
  }

  @Test
  void fullBuffer_stillTakesTheClientsOwnCensorings() throws Exception {
    server.onReport = silent();
    server.onDecide = failing(Status.RESOURCE_EXHAUSTED);
    BanditClient client = client(builder -> builder.bufferCapacity(1));
    CompletableFuture<Acknowledgement> unacknowledged = report(client);
    assertThat(unacknowledged).isNotDone();
    client.decideNow(DecisionRequest.builder(CAMPAIGN).fallback("subject", "plain").build());
    assertThat(next(server.censors).getCensoringsCount()).isEqualTo(1);
    assertThat(client.counters().censorsDropped()).isZero();
  }

  @Test
  void closing_drains() throws Exception {
    BanditClient client = client(builder -> builder.batching(500, LONG));
    CompletableFuture<Acknowledgement> told = report(client);
    assertThat(client.close(LONG)).isTrue();
    assertThat(told.get().fate()).isEqualTo(Fate.ACCEPTED);
    assertThat(report(client)).isCompletedExceptionally();
  }

  @Test
  void closing_failsWhatCannotBeSent() {
    server.onReport = failing(Status.UNAVAILABLE);
    BanditClient client = client(builder -> builder.feedbackRetries(LONG, LONG, LONG, LONG));
    CompletableFuture<Acknowledgement> told = report(client);
    assertThat(client.close(Duration.ofMillis(50))).isFalse();
    assertThatThrownBy(told::get).hasMessageContaining(Problem.CLIENT_CLOSED);
    assertThat(client.counters().buffered()).isZero();
  }

  @Test
  void closing_failsWhatIsNotAnswered() {
    server.onReport = silent();
    BanditClient client = client();
    CompletableFuture<Acknowledgement> told = report(client);
    assertThat(client.close(Duration.ofMillis(50))).isFalse();
    assertThatThrownBy(told::get).hasMessageContaining(Problem.CLIENT_CLOSED);
  }

  @Test
  void reportNow_sendsAtOnceAndInOrder() throws Exception {
    BanditClient client = client(builder -> builder.batching(500, LONG));
    List<Acknowledgement> acknowledgements =
        client.reportNow(List.of(outcome(), outcome()), Acknowledge.RECORDED);
    assertThat(acknowledgements).extracting(Acknowledgement::position).containsExactly(100L, 101L);
    assertThat(next(server.reports).getAcknowledgeWhen())
        .isEqualTo(AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED);
  }

  @Test
  void watermark_followsWhatWasToldBefore() throws Exception {
    BanditClient client = client();
    CompletableFuture<Acknowledgement> unacknowledged = report(client);
    assertThat(unacknowledged).isNotDone();
    CompletableFuture<Acknowledgement> promised =
        client.completeUpTo(CAMPAIGN, Instant.ofEpochSecond(9));
    assertThat(next(server.reports).getOutcomesCount()).isEqualTo(1);
    ReportRequest second = next(server.reports);
    assertThat(second.getOutcomesCount()).isZero();
    assertThat(second.getWatermarks(0).getCampaign()).isEqualTo(CAMPAIGN);
    assertThat(second.getWatermarks(0).getCompleteUpTo().getSeconds()).isEqualTo(9);
    assertThat(promised.get().fate()).isEqualTo(Fate.RECORDED);
  }

  @Test
  void otherFeedback_arrivesWithItsFields() throws Exception {
    BanditClient client = client();
    Decision decision = client.decideNow(DecisionRequest.builder(CAMPAIGN).build());
    client.activate(Activation.of(decision), Acknowledge.FOLDED).get();
    assertThat(next(server.activations).getActivations(0).getDecisionId()).isEqualTo(decision.id());
    client.censor(Censoring.of(decision, CensorReason.UNKNOWABLE), Acknowledge.FOLDED).get();
    assertThat(next(server.censors).getCensorings(0).getReason())
        .isEqualTo(dev.bandolier.v1.CensorReason.CENSOR_REASON_UNKNOWABLE);
    OutcomeReport report = decision.outcome("click").position(2).build();
    client.retract(Retraction.of(report), Acknowledge.FOLDED).get();
    dev.bandolier.v1.Retraction wire = next(server.retractions).getRetractions(0);
    assertThat(wire.getOutcomeId()).isEqualTo(report.outcomeId());
    assertThat(wire.getPosition()).isEqualTo(2);
  }

  private BanditClient client() {
    return client(builder -> builder);
  }

  private BanditClient client(UnaryOperator<BanditClientBuilder> settings) {
    BanditClient client =
        server.client(
            builder ->
                settings.apply(
                    builder.feedbackRetries(
                        Duration.ofMillis(500), LONG, Duration.ofMillis(1), Duration.ofMillis(5))));
    clients.add(client);
    return client;
  }

  private static CompletableFuture<Acknowledgement> report(BanditClient client) {
    return client.report(outcome());
  }

  private static OutcomeReport outcome() {
    return OutcomeReport.builder(CAMPAIGN, "d1", "click").build();
  }

  private static ReportResponse lastRefused(ReportRequest request, Status.Code code) {
    ReportResponse.Builder answer = accepted(request.getOutcomesList()).toBuilder();
    answer.setAcknowledgements(
        request.getOutcomesCount() - 1,
        dev.bandolier.v1.Acknowledgement.newBuilder()
            .setFate(dev.bandolier.v1.Fate.FATE_INVALID)
            .setError(Error.newBuilder().setCode(code.value()).setReason("NO")));
    return answer.build();
  }
}
