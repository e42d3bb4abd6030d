package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.candidate.Contests;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.decide.DecisionIndex;
import dev.bandolier.server.decide.RepeatPeriods;
import dev.bandolier.server.decide.Secrets;
import dev.bandolier.server.decide.ServedCampaigns;
import dev.bandolier.server.evaluate.Encoders;
import dev.bandolier.server.evaluate.Import;
import dev.bandolier.server.evaluate.ImportDesk;
import dev.bandolier.server.evaluate.ImportMarks;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.explain.Explainer;
import dev.bandolier.server.explain.PosteriorReader;
import dev.bandolier.server.hindsight.JournalEvaluations;
import dev.bandolier.server.hindsight.LiftReport;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.learn.ArmMemory;
import dev.bandolier.server.learn.BaseKeeper;
import dev.bandolier.server.learn.LearnConfig;
import dev.bandolier.server.learn.Learner;
import dev.bandolier.server.learn.LedgerPlan;
import dev.bandolier.server.learn.LedgerStatistics;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.SnapshotExchange;
import dev.bandolier.server.learn.SnapshotShelf;
import dev.bandolier.server.learn.UnfitStoreException;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.ManageConfig;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.manage.SnapshotManagement;
import dev.bandolier.server.manage.SnapshotSchedule;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.reward.FeedbackConfig;
import dev.bandolier.server.reward.PendingFates;
import dev.bandolier.server.rpc.GrpcServer;
import dev.bandolier.server.rpc.GrpcServerConfig;
import dev.bandolier.server.rpc.Rooms;
import dev.bandolier.server.telemetry.Watched;
import dev.bandolier.server.token.TokenSeal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server is made of, built bottom-up and stopped top-down: data directory, journal, store and
 * learner (recovered), registries, the rooms that decide, take rewards and manage, and gRPC.
 */
final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CANDIDATES_EVERY = Duration.ofSeconds(1);
  private static final Duration SNAPSHOT_PATIENCE = Duration.ofMinutes(10);

  private final Campaigns campaigns = new Campaigns();
  private final ServedCampaigns served = new ServedCampaigns();
  private final PendingFates fates = new PendingFates();
  private final Encoders encoders = new Encoders();
  private final DecisionIndex index;
  private final RepeatPeriods repeats;
  private final ServerConfig config;
  private final Facilities facilities;
  private final Disk disk;
  private final SnapshotShelf snapshots;
  private final Learner learner;
  private final BaseKeeper keeper;
  private final Contests contests;
  private final Rooms rooms;
  private final GrpcServer grpc;
  private @Nullable SnapshotTimer timer;

  private Server(ServerConfig config, Facilities facilities, Disk disk)
      throws IOException, StartException {
    this.config = config;
    this.facilities = facilities;
    this.index = new DecisionIndex(config.ledgerCapacity());
    this.repeats = new RepeatPeriods(index);
    this.disk = disk;
    this.learner = recovered();
    this.snapshots = learner.snapshots();
    this.keeper =
        new BaseKeeper(
            learner,
            disk.journal(),
            disk.bases(),
            config.upkeep(),
            facilities.baseListener(),
            disk.journal()::now);
    Management management = management(new SecureRandom()::nextLong);
    CandidateManagement candidates = new CandidateManagement(management);
    this.contests =
        new Contests(replaySource("candidates"), campaigns, candidates, CANDIDATES_EVERY);
    this.rooms = build(management, candidates);
    this.grpc =
        new GrpcServer(grpcConfig(), rooms, facilities.rpcListener(), facilities.instrument());
  }

  /** How a server that is told this learns. */
  static LearnConfig learnConfig(ServerConfig config) {
    return LearnConfig.DEFAULTS.withLedgerCapacity(config.ledgerCapacity());
  }

  /**
   * Recovers, and answers from then on.
   *
   * @throws StartException if it cannot start; nothing is damaged
   */
  static Server start(ServerConfig config, Facilities facilities) throws StartException {
    GrpcServer.loadAhead();
    List<dev.bandolier.v1.Campaign> definitions = CampaignFiles.read(config.campaigns());
    Disk disk =
        Disk.open(
            config,
            facilities.journalListener(),
            facilities.storeListener(),
            facilities.baseListener());
    try {
      Server server = build(config, facilities, disk);
      server.begin(definitions);
      return server;
    } catch (JournalDamagedException e) {
      throw Disk.damaged(config.data(), e);
    } catch (IOException e) {
      throw new StartException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private static Server build(ServerConfig config, Facilities facilities, Disk disk)
      throws IOException, StartException {
    boolean built = false;
    try {
      Server server = new Server(config, facilities, disk);
      built = true;
      return server;
    } finally {
      if (!built) {
        disk.close();
      }
    }
  }

  private void begin(List<dev.bandolier.v1.Campaign> definitions)
      throws IOException, StartException {
    boolean begun = false;
    try {
      facilities.watch().accept(watched());
      learner.start();
      keeper.start();
      CampaignFiles.apply(definitions, rooms.management());
      timer =
          new SnapshotTimer(
              new SnapshotSchedule(campaigns, snapshots, rooms.snapshots()),
              disk.journal()::now,
              PATIENCE);
      contests.start();
      grpc.start();
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  private Watched watched() {
    return new Watched(disk.journal(), disk.store(), learner, index::size, config.data());
  }

  /** Where store, catalog and journal turn out not to fit, the first two are made again, once. */
  private Learner recovered() throws IOException, StartException {
    Learner fresh = learner();
    try {
      return recover(fresh);
    } catch (UnfitStoreException e) {
      fresh.close();
      disk.rebuild(String.valueOf(e.getMessage()));
      return recover(learner());
    }
  }

  private Learner learner() throws IOException {
    LearnConfig learning = learnConfig(config);
    return new Learner(
        disk.journal(),
        disk.catalog(),
        disk.store(),
        learning,
        new Wiring(campaigns, served, index, repeats, fates, encoders, facilities.learnListener()),
        disk.journal()::now,
        disk.snapshots(config, learning));
  }

  private Learner recover(Learner fresh) throws IOException {
    long begun = System.nanoTime();
    long facts = fresh.recover();
    fresh.forEachRemembered(
        (hi, lo, position, unanswered) -> index.put(hi, lo, position, unanswered));
    repeats.clear();
    fresh.forEachPassing(
        (hi, lo, position, time, period) -> {
          index.put(hi, lo, position, false);
          repeats.add(hi, lo, time, period);
        });
    long millis = (System.nanoTime() - begun) / 1_000_000;
    LOG.info(
        "recovered: {}, {} facts folded in {} ms, {} campaigns, {} decisions remembered",
        disk.condition(),
        facts,
        millis,
        campaigns.size(),
        index.size());
    return fresh;
  }

  private Rooms build(Management management, CandidateManagement candidates) throws IOException {
    LongSupplier secrets = new SecureRandom()::nextLong;
    Journal journal = disk.journal();
    TokenSeal seal = disk.directory().tokenSeal(secrets);
    Decider decider =
        new Decider(
            served,
            journal,
            index,
            new Secrets(disk.directory().unitSecret(secrets), seal),
            new FreshNumbers(),
            config.decisionDurability(),
            facilities.decideListener());
    FeedbackConfig feedback =
        new FeedbackConfig(config.outcomeDurability(), FeedbackConfig.DEFAULTS.maxWaiting());
    LedgerStatistics statistics = new LedgerStatistics(learner);
    ReplaySource folds = replaySource("explain");
    Semaphore turn = new Semaphore(1);
    ImportDesk desk = new ImportDesk(journal, this::importMark, fates::await);
    return new Rooms(
        decider,
        new Feedback(
            campaigns,
            journal,
            fates,
            new Tokens(seal, decider, index),
            feedback,
            facilities.rewardListener()),
        management,
        snapshots(management),
        statistics,
        statistics,
        new Explainer(folds, served, decider, turn),
        new PosteriorReader(served),
        new LiftReport(folds, turn, (position, facts) -> {}),
        new JournalEvaluations(() -> folds, turn),
        candidates,
        contests,
        () -> new Import(encoders, journal, desk, fates::await));
  }

  private CompletableFuture<ImportMarks.Known> importMark(int campaign, String id) {
    return learner
        .importOf(campaign, id)
        .thenApply(known -> new ImportMarks.Known(known.others(), known.begun(), known.mark()));
  }

  private ReplaySource replaySource(String folder) throws IOException {
    Path work = Explainer.prepare(config.data().resolve(folder));
    return DataFiles.of(config, disk.journal(), work);
  }

  private SnapshotManagement snapshots(Management management) {
    return new SnapshotManagement(
        management,
        snapshots,
        new SnapshotExchange(learner, snapshots),
        SNAPSHOT_PATIENCE,
        facilities.manageListener());
  }

  private Management management(LongSupplier random) {
    Limits limits = Limits.DEFAULT.withMaxDimension(config.dimensionLimit());
    return new Management(
        campaigns,
        disk.journal(),
        position -> fates.await(position).thenApply(fate -> null),
        (wanted, before) -> refuse(compile(wanted, before), before),
        random,
        new ManageConfig(limits, ManageConfig.DEFAULTS.patience()),
        facilities.manageListener());
  }

  private @Nullable String refuse(Campaign wanted, @Nullable Campaign before) {
    String arms = new ArmMemory(disk.store()).refuse(wanted, before);
    LedgerPlan plan = new LedgerPlan(config.ledgerCapacity(), config.ledgerMemory());
    return arms == null ? plan.refuse(wanted, campaigns.all()) : arms;
  }

  /** A definition as it would be compiled, to see how large it is. */
  private static Campaign compile(dev.bandolier.v1.Campaign wanted, @Nullable Campaign before) {
    CampaignChanged.Change change =
        before == null ? CampaignChanged.Change.CREATED : CampaignChanged.Change.UPDATED;
    int uid = before == null ? Integer.MAX_VALUE : before.uid();
    long revision = before == null ? 1 : before.revision() + 1;
    return Campaign.compile(
        new CampaignChanged(change, uid, revision, 0, 0, List.of(), wanted), 0, before);
  }

  private GrpcServerConfig grpcConfig() {
    return GrpcServerConfig.DEFAULTS
        .at(config.listen().host(), config.listen().port())
        .with(config.tls());
  }

  /** The port that gRPC listens on. */
  int port() {
    return grpc.port();
  }

  /** What calls are answered from. */
  Rooms rooms() {
    return rooms;
  }

  Campaigns campaigns() {
    return campaigns;
  }

  /** In which condition the store was found. */
  String condition() {
    return disk.condition();
  }

  long journalPosition() {
    return disk.journal().endPosition();
  }

  /** Stops accepting, lets calls end, folds what was taken, and writes everything to the disk. */
  @Override
  public void close() {
    try {
      grpc.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (timer != null) {
      timer.close();
    }
    contests.close();
    facilities.rest().run();
    keeper.close();
    learner.close();
    disk.close();
    LOG.info("stopped");
  }
}
