package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.GetDecisionRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EchoServerTest {

  private static final int BYTES = 97;
  private static final int ITEMS = 7;

  private final EchoServer server =
      new EchoServer(GrpcServerConfig.DEFAULTS.at("127.0.0.1", 0), BYTES, ITEMS);
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server.start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.stop(Duration.ofSeconds(5));
  }

  @Test
  void decide_isAnsweredWithAsManyBytesAsAsked() {
    DecideResponse answer =
        DecisionServiceGrpc.newBlockingStub(channel).decide(DecideRequest.getDefaultInstance());
    assertThat(answer.getSerializedSize()).isEqualTo(BYTES);
    assertThat(answer.getTracked()).isTrue();
  }

  @Test
  void batch_isAnsweredWithAsManyItemsAsAsked() {
    List<DecideResult> results =
        DecisionServiceGrpc.newBlockingStub(channel)
            .decideBatch(DecideBatchRequest.getDefaultInstance())
            .getResultsList();
    assertThat(results).hasSize(ITEMS);
    assertThat(results)
        .allSatisfy(
            result -> assertThat(result.getResponse().getSerializedSize()).isEqualTo(BYTES));
  }

  @Test
  void stream_answersEachMessage_andEndsWhenItIsEnded()
      throws InterruptedException, ExecutionException, TimeoutException {
    Count count = new Count();
    StreamObserver<DecideStreamRequest> requests =
        DecisionServiceGrpc.newStub(channel).decideStream(count);
    for (int i = 0; i < 1000; i++) {
      requests.onNext(DecideStreamRequest.getDefaultInstance());
    }
    requests.onCompleted();
    assertThat(count.atEnd.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
  }

  @Test
  void otherMethods_areNotImplemented() {
    DecisionServiceGrpc.DecisionServiceBlockingStub stub =
        DecisionServiceGrpc.newBlockingStub(channel);
    assertThatThrownBy(() -> stub.getDecision(GetDecisionRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 100, 131, 132, 133, 1000})
  void answer_isOfTheSizeAsked_orOneByteLess(int bytes) {
    assertThat(new EchoAnswers(bytes, 1).decide().length).isBetween(bytes - 1, bytes);
  }

  /** Counts answers until the stream ends. */
  private static final class Count implements StreamObserver<DecideStreamResponse> {

    private final AtomicInteger answers = new AtomicInteger();
    private final CompletableFuture<Integer> atEnd = new CompletableFuture<>();

    @Override
    public void onNext(DecideStreamResponse answer) {
      if (answer.getResult().getResponse().getTracked()) {
        answers.incrementAndGet();
      }
    }

    @Override
    public void onError(Throwable failure) {
      atEnd.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      atEnd.complete(answers.get());
    }
  }
}
