package dev.bandolier.client;

import static dev.bandolier.client.FakeServer.CAMPAIGN;
import static dev.bandolier.client.FakeServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenTest {
  private static final ByteString TOKEN = ByteString.copyFromUtf8("sealed");

  private final FakeServer server = new FakeServer();
  private final BanditClient client = server.client();

  @AfterEach
  void close() throws InterruptedException {
    client.close(Duration.ofMillis(100));
    server.close();
  }

  private Decision decide() throws Exception {
    server.onDecide =
        answering(request -> FakeServer.decision(request).toBuilder().setToken(TOKEN).build());
    return client.decide(DecisionRequest.builder(CAMPAIGN).slot("image").build()).get();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return Objects.requireNonNull(queue.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void token_ofADecision_goesAlongWithEverythingThatIsReportedOfIt() throws Exception {
    Decision decision = decide();
    OutcomeReport report = decision.outcome("click").build();
    client.report(report).get();
    assertThat(next(server.reports).getOutcomes(0).getToken()).isEqualTo(TOKEN);
    client.activate(Activation.of(decision), Acknowledge.RECORDED).get();
    assertThat(next(server.activations).getActivations(0).getToken()).isEqualTo(TOKEN);
    client.censor(Censoring.of(decision, CensorReason.REPLACED), Acknowledge.RECORDED).get();
    assertThat(next(server.censors).getCensorings(0).getToken()).isEqualTo(TOKEN);
    client.retract(Retraction.of(report), Acknowledge.RECORDED).get();
    assertThat(next(server.retractions).getRetractions(0).getToken()).isEqualTo(TOKEN);
  }

  @Test
  void token_keptElsewhere_isTheSameToken() throws Exception {
    DecisionToken token = Objects.requireNonNull(decide().token());
    assertThat(DecisionToken.of(token.toByteArray())).isEqualTo(token).hasSameHashCodeAs(token);
    assertThat(token).hasToString("DecisionToken of 6 bytes");
  }

  @Test
  void decision_withoutAToken_reportsNone() throws Exception {
    Decision decision =
        client.decide(DecisionRequest.builder(CAMPAIGN).slot("image").build()).get();
    assertThat(decision.token()).isNull();
    client.report(decision.outcome("click").build()).get();
    assertThat(next(server.reports).getOutcomes(0).getToken()).isEmpty();
  }
}
