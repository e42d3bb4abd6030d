package dev.bandolier.client;

import static dev.bandolier.client.FakeServer.CAMPAIGN;
import static dev.bandolier.client.FakeServer.answering;
import static dev.bandolier.client.FakeServer.failing;
import static dev.bandolier.client.FakeServer.next;
import static dev.bandolier.client.FakeServer.once;
import static dev.bandolier.client.FakeServer.silent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DecideTest {
  private static final Duration SOON = Duration.ofMillis(50);

  private final FakeServer server = new FakeServer();
  private final BanditClient client = server.client();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void request_arrivesWithAllItsFields() throws Exception {
    client.decideNow(
        DecisionRequest.builder(CAMPAIGN)
            .decisionId("mine")
            .unit("u1")
            .category("device", "mobile")
            .number("age", 31.5)
            .flag("vip", true)
            .time(Instant.ofEpochSecond(12, 34))
            .timeZone(ZoneId.of("Europe/Berlin"))
            .slot("subject")
            .slot(SlotWanted.best("image", 3).only("x", "y").except("z"))
            .deferred()
            .label("send", "spring-1")
            .returnPmf()
            .build());
    DecideRequest wire = next(server.decides);
    assertThat(wire.getCampaign()).isEqualTo(CAMPAIGN);
    assertThat(wire.getDecisionId()).isEqualTo("mine");
    assertThat(wire.getUnit()).isEqualTo("u1");
    assertThat(wire.getContext().getFeatures(0).getCategory()).isEqualTo("mobile");
    assertThat(wire.getContext().getFeatures(1).getNumber()).isEqualTo(31.5);
    assertThat(wire.getContext().getFeatures(2).getFlag()).isTrue();
    assertThat(wire.getContext().getTime())
        .isEqualTo(Timestamp.newBuilder().setSeconds(12).setNanos(34).build());
    assertThat(wire.getContext().getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(wire.getSlots(0).getCount()).isEqualTo(1);
    assertThat(wire.getSlots(1).getCount()).isEqualTo(3);
    assertThat(wire.getSlots(1).getOnlyList()).containsExactly("x", "y");
    assertThat(wire.getSlots(1).getExceptList()).containsExactly("z");
    assertThat(wire.getDeferred()).isTrue();
    assertThat(wire.getLabelsMap()).containsEntry("send", "spring-1");
    assertThat(wire.getReturnPmf()).isTrue();
  }

  @Test
  void answer_isReadWhole() throws Exception {
    Decision decision = client.decide(plain()).get();
    assertThat(decision.id()).isEqualTo(next(server.decides).getDecisionId());
    assertThat(decision.arm("subject")).isEqualTo("a");
    Choice choice = decision.choice("subject");
    assertThat(choice.payload()).isEqualTo("Hello");
    assertThat(choice.propensity()).isEqualTo(0.75);
    assertThat(choice.pmf())
        .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("a", 0.75, "b", 0.25));
    assertThat(decision.modelVersion()).isEqualTo(7);
    assertThat(decision.modelVersionExact()).isTrue();
    assertThat(decision.source()).isEqualTo(ChoiceSource.POLICY);
    assertThat(decision.tracked()).isTrue();
    assertThat(decision.fallback()).isFalse();
    assertThatThrownBy(() -> decision.arm("image")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requestAskedTwice_isTwoDecisions() {
    DecisionRequest request = plain();
    assertThat(client.decideNow(request).id()).isNotEqualTo(client.decideNow(request).id());
  }

  @Test
  void slowServer_givesTheFallbackInTimeAndIsToldThatItWasReplaced() throws Exception {
    server.onDecide = silent();
    Decision decision = client.decideNow(withFallback(SOON));
    assertThat(decision.fallback()).isTrue();
    assertThat(decision.tracked()).isFalse();
    assertThat(decision.arm("subject")).isEqualTo("plain");
    assertThat(decision.choice("subject").propensity()).isNaN();
    assertCensored(decision.id(), dev.bandolier.v1.CensorReason.CENSOR_REASON_REPLACED);
    assertThat(next(server.decides).getDecisionId()).isEqualTo(decision.id());
    assertThat(client.counters().fallbacks()).isEqualTo(1);
  }

  @Test
  void overload_givesTheFallbackWithoutAskingAgain() throws Exception {
    server.onDecide = failing(Status.RESOURCE_EXHAUSTED);
    Decision decision = client.decide(withFallback()).get();
    assertThat(decision.fallback()).isTrue();
    assertCensored(decision.id(), dev.bandolier.v1.CensorReason.CENSOR_REASON_REPLACED);
    assertThat(server.decides).hasSize(1);
  }

  @Test
  void serverThatIsGone_givesTheFallbackAndIsToldWhenItIsBack() throws Exception {
    server.stop();
    Decision decision = client.decideNow(withFallback());
    assertThat(decision.fallback()).isTrue();
    server.restart();
    assertCensored(decision.id(), dev.bandolier.v1.CensorReason.CENSOR_REASON_REPLACED);
  }

  @Test
  void withoutFallback_slowServerIsAnErrorAndTheDecisionIsNotShown() throws Exception {
    server.onDecide = silent();
    DecisionRequest request = DecisionRequest.builder(CAMPAIGN).deadline(SOON).build();
    BandolierException error =
        catchThrowableOfType(BandolierException.class, () -> client.decideNow(request));
    assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertCensored(
        next(server.decides).getDecisionId(),
        dev.bandolier.v1.CensorReason.CENSOR_REASON_NOT_SHOWN);
  }

  @Test
  void withoutFallback_theCallersOwnIdIsLeftToTheCaller() throws Exception {
    server.onDecide = failing(Status.RESOURCE_EXHAUSTED);
    DecisionRequest request = DecisionRequest.builder(CAMPAIGN).decisionId("mine").build();
    assertThatThrownBy(() -> client.decideNow(request)).isInstanceOf(BandolierException.class);
    client.flush().get();
    assertThat(server.censors).isEmpty();
  }

  @Test
  void wrongRequest_isAnErrorInSpiteOfAFallback() throws Exception {
    server.onDecide =
        (request, answer) -> answer.onError(FakeServer.invalid("context.features[2].number"));
    BandolierException error =
        catchThrowableOfType(BandolierException.class, () -> client.decideNow(withFallback()));
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("FIELD_INVALID");
    assertThat(error.violations())
        .containsExactly(new FieldViolation("context.features[2].number", "must be finite"));
    assertThat(error).hasMessageContaining("context.features[2].number: must be finite");
    client.flush().get();
    assertThat(server.censors).isEmpty();
  }

  @Test
  void unavailableOnce_isAskedAgainUnderTheSameId() throws Exception {
    server.onDecide = once(failing(Status.UNAVAILABLE), answering(FakeServer::decision));
    assertThat(client.decideNow(withFallback()).fallback()).isFalse();
    assertThat(next(server.decides)).isEqualTo(next(server.decides));
    assertThat(client.counters().retries()).isEqualTo(1);
  }

  @Test
  void unavailableForGood_isAskedForNoMoreThanTheRetriesAllow() {
    server.onDecide = failing(Status.UNAVAILABLE);
    assertThat(client.decideNow(withFallback()).fallback()).isTrue();
    assertThat(server.decides).hasSize(2);
  }

  @Test
  void hedge_asksOnceMoreUnderTheSameIdAndCancelsTheLoser() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    server.onDecide =
        once(
            (request, answer) ->
                Context.current().addListener(context -> cancelled.countDown(), Runnable::run),
            answering(FakeServer::decision));
    try (BanditClient hedging = server.client(builder -> builder.hedgeAfter(SOON))) {
      assertThat(hedging.decideNow(plain()).fallback()).isFalse();
    }
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(next(server.decides)).isEqualTo(next(server.decides));
    assertThat(server.censors).isEmpty();
  }

  @Test
  void cancelledFuture_cancelsTheCallAndTheDecisionIsNotShown() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    server.onDecide =
        (request, answer) ->
            Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
    CompletableFuture<Decision> future = client.decide(withFallback());
    String id = next(server.decides).getDecisionId();
    future.cancel(false);
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    assertCensored(id, dev.bandolier.v1.CensorReason.CENSOR_REASON_NOT_SHOWN);
  }

  @Test
  void answerThatFindsItsFutureTaken_isNotShown() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    try (BanditClient holding = server.client(builder -> builder.callbackExecutor(held::add))) {
      CompletableFuture<Decision> future = holding.decide(plain());
      Runnable completion = next(held);
      future.completeExceptionally(new IllegalStateException("the page was closed"));
      completion.run();
      assertCensored(
          next(server.decides).getDecisionId(),
          dev.bandolier.v1.CensorReason.CENSOR_REASON_NOT_SHOWN);
      next(held).run();
    }
  }

  @Test
  void interruptedThread_getsAnErrorAndKeepsItsInterrupt() throws Exception {
    server.onDecide = silent();
    Thread.currentThread().interrupt();
    BandolierException error =
        catchThrowableOfType(BandolierException.class, () -> client.decideNow(plain()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    assertCensored(
        next(server.decides).getDecisionId(),
        dev.bandolier.v1.CensorReason.CENSOR_REASON_NOT_SHOWN);
  }

  @Test
  void closedClient_givesTheFallbackOrAnError() {
    client.close();
    assertThat(client.decideNow(withFallback()).fallback()).isTrue();
    BandolierException error =
        catchThrowableOfType(BandolierException.class, () -> client.decideNow(plain()));
    assertThat(error.reason()).isEqualTo(Problem.CLIENT_CLOSED);
    assertThat(server.decides).isEmpty();
  }

  @Test
  void closing_waitsForTheAnswersUnderWay() throws Exception {
    BlockingQueue<StreamObserver<DecideResponse>> open = new LinkedBlockingQueue<>();
    server.onDecide = (request, answer) -> open.add(answer);
    CompletableFuture<Decision> future = client.decide(plain());
    CompletableFuture<Boolean> closed =
        CompletableFuture.supplyAsync(() -> client.close(Duration.ofSeconds(20)));
    StreamObserver<DecideResponse> answer = next(open);
    answer.onNext(FakeServer.decision(next(server.decides)));
    answer.onCompleted();
    assertThat(future.get().fallback()).isFalse();
    assertThat(closed.get()).isTrue();
  }

  @Test
  void history_tellsWhatBecameOfADecision() throws Exception {
    DecisionHistory history = client.history(CAMPAIGN, "d1").get();
    assertThat(history.decision().id()).isEqualTo("d1");
    assertThat(history.settlements())
        .isEqualTo(List.of(new Settlement("subject", 0, SettlementState.REWARDED, 1.5)));
  }

  private void assertCensored(String id, dev.bandolier.v1.CensorReason reason)
      throws InterruptedException {
    assertThat(next(server.censors).getCensoringsList())
        .singleElement()
        .satisfies(
            censoring -> {
              assertThat(censoring.getCampaign()).isEqualTo(CAMPAIGN);
              assertThat(censoring.getDecisionId()).isEqualTo(id);
              assertThat(censoring.getReason()).isEqualTo(reason);
            });
  }

  private static DecisionRequest plain() {
    return DecisionRequest.builder(CAMPAIGN).deadline(Duration.ofSeconds(20)).build();
  }

  private static DecisionRequest withFallback() {
    return withFallback(Duration.ofSeconds(20));
  }

  private static DecisionRequest withFallback(Duration deadline) {
    return DecisionRequest.builder(CAMPAIGN)
        .fallback("subject", "plain")
        .deadline(deadline)
        .build();
  }
}
