package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.candidate.CandidateReports;
import dev.bandolier.server.decide.DecideListener;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.decide.DecisionIndex;
import dev.bandolier.server.decide.Models;
import dev.bandolier.server.decide.Secrets;
import dev.bandolier.server.decide.ServedCampaigns;
import dev.bandolier.server.decide.UnitSecret;
import dev.bandolier.server.evaluate.Encoders;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Import;
import dev.bandolier.server.evaluate.ImportDesk;
import dev.bandolier.server.evaluate.ImportMarks;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.PosteriorReader;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.Folded;
import dev.bandolier.server.manage.Follower;
import dev.bandolier.server.manage.JournalledSnapshots;
import dev.bandolier.server.manage.ManageConfig;
import dev.bandolier.server.manage.ManageListener;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.manage.SnapshotManagement;
import dev.bandolier.server.manage.Standing;
import dev.bandolier.server.reward.DecisionTokens;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.reward.FeedbackConfig;
import dev.bandolier.server.reward.LearningLag;
import dev.bandolier.server.reward.PendingFates;
import dev.bandolier.server.reward.RewardListener;
import dev.bandolier.server.statistics.ArmStatistics;
import dev.bandolier.server.statistics.CampaignStatistics;
import dev.bandolier.server.statistics.FeedState;
import dev.bandolier.server.statistics.LabelStatistics;
import dev.bandolier.server.statistics.SlotChanges;
import dev.bandolier.server.statistics.SlotSettlement;
import dev.bandolier.server.statistics.SlotStatistics;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.GetCandidatesResponse;
import dev.bandolier.v1.SettlementState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server whose rooms are real but for the learner, and a channel to it. */
final class Wiring implements AutoCloseable {

  static final long NOW = 1_700_000_000_000L;

  /** Of {@link #lag}, which follows nothing unless a test lets it. */
  static final long LAG_LIMIT = 10;

  final Campaigns campaigns = new Campaigns();
  final PendingFates fates = new PendingFates();
  final LearningLag lag = new LearningLag(fates, LAG_LIMIT, RewardListener.NONE);
  final Journal journal;
  final Rooms rooms;
  final GrpcServer server;
  final ManagedChannel channel;

  final AtomicLong syncs = new AtomicLong();

  private final AtomicLong random = new AtomicLong();
  private final Durability durability;
  private boolean stopped;

  Wiring(Path directory) throws IOException {
    this(directory, null, GrpcServerConfig.DEFAULTS.at("127.0.0.1", 0));
  }

  Wiring(Path directory, Durability durability) throws IOException {
    this(directory, null, GrpcServerConfig.DEFAULTS.at("127.0.0.1", 0), durability);
  }

  Wiring(Path directory, @Nullable Folded folded, GrpcServerConfig config) throws IOException {
    this(directory, folded, config, Durability.PROCESS);
  }

  private Wiring(
      Path directory, @Nullable Folded folded, GrpcServerConfig config, Durability durability)
      throws IOException {
    this.durability = durability;
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 22, 1 << 18).withWatermark(0),
            () -> NOW,
            System::nanoTime,
            new JournalListener() {
              @Override
              public void synced(long position, long bytes, long nanos) {
                syncs.incrementAndGet();
              }
            });
    ServedCampaigns served = new ServedCampaigns();
    Folded follower =
        new Follower(journal, campaigns, campaign -> served.publish(Models.untaught(campaign)));
    rooms = rooms(served, folded == null ? follower : folded);
    server = new GrpcServer(config, rooms, RpcListener.NONE, builder -> {});
    server.start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  private Rooms rooms(ServedCampaigns served, Folded folded) {
    Management management =
        new Management(
            campaigns,
            journal,
            folded,
            (wanted, before) -> null,
            random::incrementAndGet,
            ManageConfig.DEFAULTS,
            ManageListener.NONE);
    JournalledSnapshots shelf = new JournalledSnapshots(journal);
    return new Rooms(
        new Decider(
            served,
            journal,
            new DecisionIndex(20_000),
            new Secrets(new UnitSecret(1, 2), new TokenSeal(new byte[32])),
            random::incrementAndGet,
            durability,
            DecideListener.NONE),
        new Feedback(
            campaigns,
            journal,
            fates,
            lag,
            DecisionTokens.NONE,
            FeedbackConfig.DEFAULTS,
            RewardListener.NONE),
        management,
        new SnapshotManagement(
            management, shelf, shelf, Duration.ofSeconds(30), ManageListener.NONE),
        (campaign, label) -> statistics(),
        (campaign, hi, lo) ->
            List.of(
                new SlotSettlement(0, 0, SettlementState.SETTLEMENT_STATE_OPEN, 1.5),
                new SlotSettlement(99, 0, SettlementState.SETTLEMENT_STATE_OPEN, 0)),
        (request, cancelled) ->
            ExplainOutcome.refused(Refusal.Reason.OVERLOADED, "1 decisions are being explained"),
        new PosteriorReader(served),
        (request, cancelled) -> ExplainOutcome.refused(Refusal.Reason.OVERLOADED, "busy"),
        (order, progress) -> {
          throw new EvaluationException("nothing is evaluated here");
        },
        new CandidateManagement(management),
        new CandidateReports() {
          @Override
          public GetCandidatesResponse of(Campaign campaign) {
            return GetCandidatesResponse.getDefaultInstance();
          }

          @Override
          public Standing standing(Campaign campaign, String candidate) {
            return Standing.UNKNOWN;
          }
        },
        () ->
            new Import(
                new Encoders(),
                journal,
                new ImportDesk(
                    journal,
                    (campaign, id) ->
                        CompletableFuture.completedFuture(new ImportMarks.Known(0, 0, null)),
                    position -> new CompletableFuture<Void>()),
                position -> new CompletableFuture<Void>()));
  }

  private static CampaignStatistics statistics() {
    ArmStatistics arm = new ArmStatistics(1, 10, 8, 3, 4.5, 0.5, 0.25, 1, 2);
    List<SlotStatistics> slots = List.of(new SlotStatistics(0, List.of(arm), List.of()));
    return new CampaignStatistics(
        64,
        NOW,
        slots,
        List.of(new LabelStatistics("send=1", slots)),
        2,
        Map.of(Fate.FATE_ACCEPTED, 3L),
        new FeedState(false, NOW, 0),
        3,
        List.of(new SlotChanges(0, 2, NOW)));
  }

  /** Stops the server, once. */
  void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      server.stop(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    stop();
    journal.close();
  }
}
