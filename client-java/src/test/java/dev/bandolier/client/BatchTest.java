package dev.bandolier.client;

import static dev.bandolier.client.FakeServer.CAMPAIGN;
import static dev.bandolier.client.FakeServer.answering;
import static dev.bandolier.client.FakeServer.failing;
import static dev.bandolier.client.FakeServer.next;
import static dev.bandolier.client.FakeServer.once;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.Error;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BatchTest {
  private final FakeServer server = new FakeServer();
  private final BanditClient client = server.client();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void items_areAnsweredInTheirOrder() throws Exception {
    server.onBatch = answering(request -> decided(request, 0));
    List<DecisionResult> results = client.decideBatch(List.of(plain("a"), plain("b")), true).get();
    assertThat(results).extracting(each -> each.orThrow().id()).containsExactly("a", "b");
    assertThat(next(server.batches).getReturnPayloads()).isTrue();
  }

  @Test
  void itemThatWasRefused_hasItsProblem() throws Exception {
    server.onBatch = answering(request -> decided(request, Status.Code.INVALID_ARGUMENT.value()));
    List<DecisionResult> results = client.decideBatch(List.of(plain("a"), fallback()), false).get();
    assertThat(results.get(0)).isInstanceOf(DecisionResult.Decided.class);
    assertThat(results.get(1)).isInstanceOf(DecisionResult.Refused.class);
    assertThatThrownBy(() -> results.get(1).orThrow())
        .isInstanceOf(BandolierException.class)
        .hasMessageContaining("unit: too long");
  }

  @Test
  void itemThatFoundNoRoom_getsItsFallbackAndIsCensored() throws Exception {
    server.onBatch = answering(request -> decided(request, Status.Code.RESOURCE_EXHAUSTED.value()));
    Decision decision =
        client.decideBatch(List.of(plain("a"), fallback()), false).get().get(1).orThrow();
    assertThat(decision.fallback()).isTrue();
    assertThat(next(server.censors).getCensorings(0).getDecisionId()).isEqualTo(decision.id());
  }

  @Test
  void batchThatFailedOnce_isSentAgainUnderTheSameIds() throws Exception {
    server.onBatch =
        once(failing(Status.RESOURCE_EXHAUSTED), answering(request -> decided(request, 0)));
    DecisionResult result = client.decideBatch(List.of(fallback()), false).get().get(0);
    assertThat(result.orThrow().fallback()).isFalse();
    assertThat(next(server.batches)).isEqualTo(next(server.batches));
  }

  @Test
  void batchThatKeepsFailing_isFallbacksAndProblems() throws Exception {
    server.onBatch = failing(Status.UNAVAILABLE);
    List<DecisionResult> results = client.decideBatch(List.of(fallback(), plain("a")), false).get();
    assertThat(results.get(0).orThrow().fallback()).isTrue();
    assertThat(results.get(1)).isInstanceOf(DecisionResult.Refused.class);
  }

  @Test
  void batchThatWaitsToBeSentAgain_failsWhenTheClientIsClosed() throws Exception {
    server.onBatch = failing(Status.UNAVAILABLE);
    BanditClient closing = server.client(builder -> builder.retries(10));
    CompletableFuture<List<DecisionResult>> batch = closing.decideBatch(List.of(plain("a")), false);
    next(server.batches);
    closing.close(Duration.ZERO);
    assertThat(batch.get(10, TimeUnit.SECONDS).get(0)).isInstanceOf(DecisionResult.Refused.class);
  }

  @Test
  void envelopeThatIsWrong_failsTheCall() {
    server.onBatch = failing(Status.NOT_FOUND);
    assertThatThrownBy(() -> client.decideBatch(List.of(fallback()), false).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BandolierException.class);
  }

  @Test
  void batchOfNoneTooManyOrSeveralCampaigns_isRefused() {
    DecisionRequest other = DecisionRequest.builder("campaigns/other").build();
    for (List<DecisionRequest> wrong :
        List.of(
            List.<DecisionRequest>of(),
            Collections.nCopies(10_001, other),
            List.of(other, plain("a")))) {
      assertThatThrownBy(() -> client.decideBatch(wrong, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Every item is decided; the last one fails with this code, if it is none of 0. */
  private static DecideBatchResponse decided(DecideBatchRequest request, int code) {
    DecideBatchResponse.Builder answer = DecideBatchResponse.newBuilder();
    for (DecideRequest item : request.getItemsList()) {
      boolean failed = code != 0 && answer.getResultsCount() == request.getItemsCount() - 1;
      answer.addResults(
          failed
              ? DecideResult.newBuilder().setError(error(code))
              : DecideResult.newBuilder().setResponse(FakeServer.decision(item)));
    }
    return answer.build();
  }

  private static Error error(int code) {
    return Error.newBuilder()
        .setCode(code)
        .setMessage("no")
        .addViolations(
            dev.bandolier.v1.FieldViolation.newBuilder()
                .setField("unit")
                .setDescription("too long"))
        .build();
  }

  private static DecisionRequest plain(String id) {
    return DecisionRequest.builder(CAMPAIGN).decisionId(id).build();
  }

  private static DecisionRequest fallback() {
    return DecisionRequest.builder(CAMPAIGN).fallback("subject", "plain").build();
  }
}
