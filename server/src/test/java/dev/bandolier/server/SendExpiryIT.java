package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.ReportRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million mails whose windows all close at one moment, when the feed says that it is complete, while
 * another campaign decides and learns. The system property {@code bandolier.send} makes it fewer. Prints
 * what it measured; a shared machine's figures prove no more than that nothing stalls.
 */
@Tag("chaos")
final class SendExpiryIT {

  private static final int SEND = Integer.getInteger("bandolier.send", 1_000_000);
  private static final int BATCH = 10_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration STALL = Duration.ofSeconds(5);
  private static final String MAIL = "campaigns/send";
  private static final String BANNER = "campaigns/live";

  @TempDir private Path folder;

  @Test
  void millionWindowsThatCloseAtOnce_areSettledInAMinute_andNothingElseStalls() throws Exception {
    try (ServerProcess server =
            ServerProcess.startWith(
                List.of(),
                folder,
                "--ledger-capacity",
                "2000000",
                "--ledger-memory",
                "3G",
                "--journal-segment",
                "64M");
        BanditClient client = SharedServer.client(server)) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(server.target())
              .usePlaintext()
              .maxInboundMessageSize(64 << 20)
              .build();
      client.campaigns().create(TestCampaigns.banner(BANNER));
      String mail = TestCampaigns.banner(MAIL).replace("window: 3600s", "window: 1s");
      client.campaigns().create(mail + "remember: 0s\ngrace: 0s\n");
      complete(channel, Instant.now().minusSeconds(7200));
      send(channel);
      traffic(client, "before", 200);
      long begun = System.nanoTime();
      double slowest = 0;
      while (open(client) > 0) {
        complete(channel, Instant.now());
        slowest = Math.max(slowest, traffic(client, "during", 50));
        assertThat(System.nanoTime() - begun).isLessThan(2 * MINUTE.toNanos());
      }
      System.out.printf("%,d windows closed in %.1f s%n", SEND, (System.nanoTime() - begun) / 1e9);
      assertThat(slowest).isLessThan((double) STALL.toMillis());
      assertCounts(client);
      channel.shutdownNow();
    }
  }

  private static void send(ManagedChannel channel) {
    for (int from = 0; from < SEND; from += BATCH) {
      DecideBatchRequest.Builder batch = DecideBatchRequest.newBuilder().setCampaign(MAIL);
      for (int i = from; i < Math.min(from + BATCH, SEND); i++) {
        batch.addItems(DecideRequest.newBuilder().setDecisionId("m" + i));
      }
      DecideBatchResponse answer =
          DecisionServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(5, TimeUnit.MINUTES)
              .decideBatch(batch.build());
      assertThat(answer.getResultsList()).allMatch(each -> each.getResponse().getTracked());
    }
  }

  private static void complete(ManagedChannel channel, Instant upTo) {
    FeedWatermark.Builder mark = FeedWatermark.newBuilder().setCampaign(MAIL);
    mark.getCompleteUpToBuilder().setSeconds(upTo.getEpochSecond());
    FeedbackServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(1, TimeUnit.MINUTES)
        .report(ReportRequest.newBuilder().addWatermarks(mark).build());
  }

  /** Decisions and folded outcomes of the other campaign, one after the other; the slowest in ms. */
  private static double traffic(BanditClient client, String when, int rounds) {
    long[] decided = new long[rounds];
    long[] folded = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long begun = System.nanoTime();
      Decision decision = client.decideNow(DecisionRequest.builder(BANNER).slot("banner").build());
      decided[i] = System.nanoTime() - begun;
      begun = System.nanoTime();
      assertThat(client.reportNow(decision.outcome("click").value(1.0).build()).fate())
          .isEqualTo(Fate.ACCEPTED);
      folded[i] = System.nanoTime() - begun;
    }
    print(when + ": decide", decided);
    print(when + ": folded", folded);
    return LongStream.concat(Arrays.stream(decided), Arrays.stream(folded)).max().orElse(0) / 1e6;
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  private static long open(BanditClient client) {
    return client.campaigns().statistics(MAIL).openDecisions();
  }

  private static void assertCounts(BanditClient client) {
    CampaignStatistics statistics = client.campaigns().statistics(MAIL);
    var arms = statistics.slots().get(0).arms();
    assertThat(arms.stream().mapToLong(arm -> arm.decisions()).sum()).isEqualTo(SEND);
    assertThat(arms.stream().mapToLong(arm -> arm.closed()).sum()).isEqualTo(SEND);
    assertThat(arms.stream().mapToDouble(arm -> arm.rewardSum()).sum()).isZero();
  }
}
