package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.reward.DecisionTokens;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.reward.FeedbackConfig;
import dev.bandolier.server.reward.LearningLag;
import dev.bandolier.server.reward.PendingFates;
import dev.bandolier.server.reward.RewardListener;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.ReportStreamRequest;
import dev.bandolier.v1.ReportStreamResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many outcomes a stream asks for; each is refused at once, so that only the stream counts. */
final class ReportStreamTest {

  private static final int LIMIT = 10;

  @TempDir Path directory;

  private final TestCall<ReportStreamResponse> call = new TestCall<>();
  private final PendingFates fates = new PendingFates();
  private final LearningLag lag = new LearningLag(fates, LIMIT, RewardListener.NONE);
  private Journal journal;
  private long folded;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 16, 1 << 12).withWatermark(0),
            () -> Wiring.NOW,
            System::nanoTime,
            JournalListener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private ReportStream stream() {
    Feedback feedback =
        new Feedback(
            new Campaigns(),
            journal,
            fates,
            lag,
            DecisionTokens.NONE,
            FeedbackConfig.DEFAULTS,
            RewardListener.NONE);
    return new ReportStream(feedback, Runnable::run, call, RpcListener.NONE);
  }

  private static void send(ReportStream stream, int messages) {
    for (int i = 0; i < messages; i++) {
      stream.onNext(ReportStreamRequest.getDefaultInstance());
    }
  }

  @Test
  void callerWhoDoesNotRead_isAskedForOneWindow_andForMoreOnceHeReads() {
    call.ready = false;
    ReportStream stream = stream();
    assertThat(call.asked).isEqualTo(ReportStream.WINDOW);
    send(stream, ReportStream.WINDOW);
    assertThat(call.asked).isEqualTo(ReportStream.WINDOW);
    assertThat(call.answers).isEmpty();
    call.ready = true;
    call.onReady.run();
    assertThat(call.answers).hasSize(ReportStream.WINDOW);
    assertThat(call.asked).isEqualTo(2 * ReportStream.WINDOW);
  }

  @Test
  void outcomes_areAskedForManyAtATime_neverMoreThanAWindowAhead() {
    ReportStream stream = stream();
    int outcomes = 8 * ReportStream.WINDOW;
    for (int sent = 0; sent < outcomes; sent++) {
      assertThat(call.asked - sent).isBetween(1, ReportStream.WINDOW);
      send(stream, 1);
    }
    assertThat(call.answers).hasSize(outcomes);
    assertThat(call.times).isLessThanOrEqualTo(1 + outcomes / (ReportStream.WINDOW / 4));
  }

  @Test
  void streamThatHasEnded_asksForNothingMore() {
    ReportStream stream = stream();
    stream.onCompleted();
    int asked = call.asked;
    send(stream, ReportStream.WINDOW);
    assertThat(call.asked).isEqualTo(asked);
  }

  @Test
  void whileLearningIsTooFarBehind_nothingMoreIsAskedFor_andWhatCameIsAnswered() {
    AtomicLong recorded = new AtomicLong();
    lag.follow(recorded::get);
    ReportStream stream = stream();
    assertThat(call.asked).isEqualTo(ReportStream.WINDOW);

    recorded.set(LIMIT + 1);
    send(stream, ReportStream.WINDOW);
    assertThat(call.answers).hasSize(ReportStream.WINDOW);
    assertThat(call.asked - ReportStream.WINDOW).isZero();

    fold(LIMIT / 2);
    assertThat(call.asked - ReportStream.WINDOW).isZero();
    fold(1);
    assertThat(call.asked - ReportStream.WINDOW).isEqualTo(ReportStream.WINDOW);
  }

  private void fold(int facts) {
    for (int i = 0; i < facts; i++) {
      fates.folded(8L * ++folded, Fate.FATE_ACCEPTED);
    }
    lag.folded();
  }
}
