package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import dev.bandolier.client.BanditClient;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.ReportRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process over a small disk that somebody else fills and empties again. Where no tmpfs may be
 * mounted there is no such disk, and the test is skipped.
 */
final class DiskFullIT {

  private static final String CAMPAIGN = "campaigns/full";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path disk;
  private boolean mounted;
  private int tracked;
  private double rewards;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.toString());
    Assumptions.assumeTrue(mounted, "skipped: no small disk, since no tmpfs may be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void fullDisk_refusesOutcomesAndGoesOnDeciding_untilItIsEmptied() throws Exception {
    try (ServerProcess server = ServerProcess.start(disk)) {
      ManagedChannel channel = channel(server);
      make(channel, CAMPAIGN);
      learn(channel, 20);
      for (int round = 0; round < 2; round++) {
        fill();
        Await.until("refused", PATIENCE, () -> refuses(channel));
        assertRefusedWithADelay(channel);
        assertThat(decide(channel, "full-" + round).getTracked()).isFalse();
        empty();
        Await.until("resumed", PATIENCE, () -> !refuses(channel));
        learn(channel, 20);
      }
      assertStatistics(server);
      fill();
      Await.until("refused", PATIENCE, () -> refuses(channel));
      server.kill();
      channel.shutdownNow();
    }
    empty();
    startAndCompare("facts folded");
    deleteDerived();
    startAndCompare("facts folded");
  }

  private void startAndCompare(String report) throws IOException {
    try (ServerProcess server = ServerProcess.start(disk)) {
      assertThat(server.output()).contains(report).doesNotContain("SIGBUS", "SIGSEGV");
      assertStatistics(server);
      assertThat(server.stop()).isEqualTo(143);
    }
  }

  private void deleteDerived() throws IOException {
    for (String room : new String[] {"store", "catalog"}) {
      try (var files = Files.list(ServerProcess.data(disk).resolve(room))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void assertStatistics(ServerProcess server) {
    try (BanditClient client = SharedServer.client(server)) {
      var arms = client.campaigns().statistics(CAMPAIGN).slots().get(0).arms();
      assertThat(arms.stream().mapToLong(arm -> arm.decisions()).sum()).isEqualTo(tracked);
      assertThat(arms.stream().mapToDouble(arm -> arm.rewardSum()).sum()).isEqualTo(rewards);
    }
  }

  private static ManagedChannel channel(ServerProcess server) {
    return NettyChannelBuilder.forTarget(server.target()).usePlaintext().build();
  }

  private static void make(ManagedChannel channel, String name) {
    try {
      CampaignServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .createCampaign(
              CreateCampaignRequest.newBuilder()
                  .setCampaign(CampaignFile.parse(TestCampaigns.banner(name), name))
                  .build());
    } catch (IOException | CampaignFileException e) {
      throw new AssertionError(e);
    }
  }

  private void learn(ManagedChannel channel, int decisions) {
    for (int i = 0; i < decisions; i++) {
      String id = "d" + tracked;
      assertThat(decide(channel, id).getTracked()).isTrue();
      assertThat(report(channel, id, "once", tracked)).isEqualTo(Fate.FATE_ACCEPTED);
      rewards += tracked;
      tracked++;
    }
  }

  private static DecideResponse decide(ManagedChannel channel, String id) {
    return DecisionServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .decide(DecideRequest.newBuilder().setCampaign(CAMPAIGN).setDecisionId(id).build());
  }

  private static Fate report(ManagedChannel channel, String decision, String id, double value) {
    Outcome outcome =
        Outcome.newBuilder()
            .setCampaign(CAMPAIGN)
            .setDecisionId(decision)
            .setOutcomeId(id)
            .setName("click")
            .setValue(value)
            .build();
    return FeedbackServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .report(ReportRequest.newBuilder().addOutcomes(outcome).build())
        .getAcknowledgements(0)
        .getFate();
  }

  /** Says the same outcome again, which is a duplicate where it is taken. */
  private static boolean refuses(ManagedChannel channel) {
    try {
      assertThat(report(channel, "d0", "once", 0)).isEqualTo(Fate.FATE_DUPLICATE);
      return false;
    } catch (StatusRuntimeException e) {
      return true;
    }
  }

  private static void assertRefusedWithADelay(ManagedChannel channel)
      throws InvalidProtocolBufferException {
    assertDelay(
        catchThrowableOfType(StatusRuntimeException.class, () -> report(channel, "d0", "once", 0)));
    assertDelay(
        catchThrowableOfType(
            StatusRuntimeException.class, () -> make(channel, "campaigns/another")));
  }

  private static void assertDelay(StatusRuntimeException refused)
      throws InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertThat(status).isNotNull();
    assertThat(status.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED_VALUE);
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        assertThat(detail.unpack(RetryInfo.class).getRetryDelay().getSeconds()).isPositive();
        return;
      }
    }
    throw new AssertionError("no delay in " + status);
  }

  private Path ballast() {
    return disk.resolve("ballast");
  }

  /** Writes until nothing more fits. */
  private void fill() {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  private void empty() throws IOException {
    Files.delete(ballast());
  }
}
