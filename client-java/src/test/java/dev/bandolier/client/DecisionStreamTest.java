package dev.bandolier.client;

import static dev.bandolier.client.FakeServer.CAMPAIGN;
import static dev.bandolier.client.FakeServer.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.Error;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DecisionStreamTest {
  private final FakeServer server = new FakeServer();
  private final BanditClient client = server.client();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void questions_areAnsweredInTheirOrder() throws Exception {
    server.onStream = DecisionStreamTest::decide;
    try (DecisionStream stream = client.openStream(10)) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(stream.decide(plain("d" + i)).get().id()).isEqualTo("d" + i);
      }
    }
  }

  @Test
  void questionThatIsWrong_failsAlone() throws Exception {
    server.onStream = FakeServer.once(DecisionStreamTest::refuse, DecisionStreamTest::decide);
    try (DecisionStream stream = client.openStream(10)) {
      CompletableFuture<Decision> wrong = stream.decide(plain("a"));
      CompletableFuture<Decision> right = stream.decide(plain("b"));
      assertThat(right.get().id()).isEqualTo("b");
      assertThatThrownBy(wrong::get).hasCauseInstanceOf(BandolierException.class);
    }
  }

  @Test
  void tooManyUnderWay_areRefusedAtOnce() throws Exception {
    try (DecisionStream stream = client.openStream(1)) {
      assertThat(stream.decide(plain("a"))).isNotDone();
      assertThatThrownBy(stream.decide(plain("b"))::get).hasMessageContaining(Problem.BUFFER_FULL);
      Decision fallback = stream.decide(withFallback()).get();
      assertThat(fallback.fallback()).isTrue();
    }
    client.flush().get();
    assertThat(server.censors).isEmpty();
  }

  @Test
  void brokenStream_givesTheFallbackAndTheDecisionIsReplaced() throws Exception {
    server.onStream = FakeServer.failing(Status.UNAVAILABLE);
    try (DecisionStream stream = client.openStream(10)) {
      Decision decision = stream.decide(withFallback()).get();
      assertThat(decision.fallback()).isTrue();
      assertThat(next(server.censors).getCensorings(0).getDecisionId()).isEqualTo(decision.id());
      assertThatThrownBy(stream.decide(plain("b"))::get).hasMessageContaining("UNAVAILABLE");
    }
  }

  private static void decide(DecideRequest request, StreamObserver<DecideStreamResponse> answers) {
    answers.onNext(
        DecideStreamResponse.newBuilder()
            .setResult(DecideResult.newBuilder().setResponse(FakeServer.decision(request)))
            .build());
  }

  private static void refuse(DecideRequest request, StreamObserver<DecideStreamResponse> answers) {
    Error error =
        Error.newBuilder()
            .setCode(Status.Code.NOT_FOUND.value())
            .setMessage("no " + request.getCampaign())
            .build();
    answers.onNext(
        DecideStreamResponse.newBuilder()
            .setResult(DecideResult.newBuilder().setError(error))
            .build());
  }

  private static DecisionRequest plain(String id) {
    return DecisionRequest.builder(CAMPAIGN).decisionId(id).build();
  }

  private static DecisionRequest withFallback() {
    return DecisionRequest.builder(CAMPAIGN).fallback("subject", "plain").build();
  }
}
