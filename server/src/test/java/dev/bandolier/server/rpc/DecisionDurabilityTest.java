package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose decisions are to survive a power loss before they are answered. */
@Timeout(60)
final class DecisionDurabilityTest {

  private static final int LEAST_BYTES = 100;

  @TempDir Path directory;

  private Wiring wiring;

  @BeforeEach
  void start() throws Exception {
    wiring = new Wiring(directory, Durability.POWER);
    CampaignServiceGrpc.newBlockingStub(wiring.channel)
        .createCampaign(CreateCampaignRequest.newBuilder().setCampaign(Definitions.mail()).build());
  }

  @AfterEach
  void stop() throws Exception {
    wiring.close();
  }

  @Test
  void answeredDecision_isOnDisk() {
    for (int i = 0; i < 100; i++) {
      DecideResponse answer = decisions().decide(request(i));
      assertThat(wiring.journal.syncedPosition()).isEqualTo(wiring.journal.endPosition());
      assertThat(decisions().decide(request(i))).isEqualTo(answer);
    }
  }

  @Test
  void answeredBatch_isOnDisk() {
    DecideBatchRequest.Builder batch =
        DecideBatchRequest.newBuilder().setCampaign(Definitions.NAME);
    IntStream.range(0, 1000).forEach(i -> batch.addItems(request(i)));

    DecideBatchResponse answer = decisions().decideBatch(batch.build());

    assertThat(answer.getResultsList()).hasSize(1000).allMatch(result -> result.hasResponse());
    assertThat(wiring.journal.syncedPosition()).isEqualTo(wiring.journal.endPosition());
  }

  @Test
  void stream_answersInOrder_onceOnDisk_andManyShareASync() throws Exception {
    Answers answers = new Answers();
    StreamObserver<DecideStreamRequest> stream =
        DecisionServiceGrpc.newStub(wiring.channel).decideStream(answers);
    int questions = 4 * DecideStream.WINDOW;
    for (int i = 0; i < questions; i++) {
      stream.onNext(DecideStreamRequest.newBuilder().setRequest(request(i)).build());
    }
    stream.onCompleted();

    assertThat(answers.done.get(30, TimeUnit.SECONDS))
        .containsExactlyElementsOf(IntStream.range(0, questions).mapToObj(i -> "d" + i).toList());
    assertThat(wiring.journal.syncedPosition()).isEqualTo(wiring.journal.endPosition());
    assertThat(answers.early).hasValue(0);
    assertThat(wiring.syncs.get()).isLessThan(questions / 2);
  }

  private DecisionServiceGrpc.DecisionServiceBlockingStub decisions() {
    return DecisionServiceGrpc.newBlockingStub(wiring.channel);
  }

  private static DecideRequest request(int number) {
    return DecideRequest.newBuilder()
        .setCampaign(Definitions.NAME)
        .setDecisionId("d" + number)
        .build();
  }

  /** The ids in the order of the answers, and how many came before they were on disk. */
  private final class Answers implements StreamObserver<DecideStreamResponse> {

    private final List<String> ids = new ArrayList<>();
    private final CompletableFuture<List<String>> done = new CompletableFuture<>();
    private final AtomicInteger early = new AtomicInteger();

    @Override
    public void onNext(DecideStreamResponse message) {
      ids.add(message.getResult().getResponse().getDecisionId());
      long least = wiring.journal.firstPosition() + (long) ids.size() * LEAST_BYTES;
      if (wiring.journal.syncedPosition() < least) {
        early.incrementAndGet();
      }
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      done.complete(ids);
    }
  }
}
