package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.candidate.Contests;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.learn.BaseKeeper;
import dev.bandolier.server.learn.LearnConfig;
import dev.bandolier.server.learn.Learner;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.manage.SnapshotSchedule;
import dev.bandolier.server.rpc.GrpcServer;
import dev.bandolier.server.rpc.GrpcServerConfig;
import dev.bandolier.server.rpc.Rooms;
import dev.bandolier.server.telemetry.Watched;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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

  private final ServerConfig config;
  private final Facilities facilities;
  private final Disk disk;
  private final Registries registries;
  private final Learner learner;
  private final BaseKeeper keeper;
  private final Contests contests;
  private final Rooms rooms;
  private final GrpcServer grpc;
  private @Nullable SnapshotTimer timer;

  private Server(
      ServerConfig config, Facilities facilities, Disk disk, Registries registries, Learner learner)
      throws IOException {
    this.config = config;
    this.facilities = facilities;
    this.disk = disk;
    this.registries = registries;
    this.learner = learner;
    this.keeper =
        new BaseKeeper(
            learner,
            disk.journal(),
            disk.bases(),
            config.upkeep(),
            facilities.baseListener(),
            disk.journal()::now);
    RoomPlan plan = new RoomPlan(config, facilities, disk, registries, learner);
    Management management = plan.management();
    CandidateManagement candidates = new CandidateManagement(management);
    this.contests = plan.contests(candidates);
    this.rooms = plan.rooms(management, candidates, contests);
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
   * @throws StartException if it cannot start; nothing is damaged, and nothing is left open
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
      Server server = over(disk, config, facilities);
      server.begin(definitions);
      return server;
    } catch (JournalDamagedException e) {
      throw Disk.damaged(config.data(), e);
    } catch (IOException e) {
      throw new StartException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private static Server over(Disk disk, ServerConfig config, Facilities facilities)
      throws IOException, StartException {
    boolean built = false;
    try {
      disk.directory().raiseFormat();
      Registries registries = Registries.empty(config, facilities.rewardListener());
      Learner learner = new LearnerRecovery(config, facilities, disk, registries).run();
      Server server = over(disk, config, facilities, registries, learner);
      built = true;
      return server;
    } finally {
      if (!built) {
        disk.close();
      }
    }
  }

  private static Server over(
      Disk disk, ServerConfig config, Facilities facilities, Registries registries, Learner learner)
      throws IOException {
    boolean built = false;
    try {
      Server server = new Server(config, facilities, disk, registries, learner);
      built = true;
      return server;
    } finally {
      if (!built) {
        learner.close();
      }
    }
  }

  private void begin(List<dev.bandolier.v1.Campaign> definitions) throws StartException {
    boolean begun = false;
    try {
      registries.lag().follow(disk.journal()::appends);
      facilities.watch().accept(watched());
      learner.start();
      keeper.start();
      CampaignFiles.apply(definitions, rooms.management());
      timer =
          new SnapshotTimer(
              new SnapshotSchedule(registries.campaigns(), learner.snapshots(), rooms.snapshots()),
              disk.journal()::now,
              PATIENCE);
      contests.start();
      listen();
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  private void listen() throws StartException {
    try {
      grpc.start();
    } catch (IOException e) {
      throw new StartException(e.getMessage() + ". Choose another address with --listen", e);
    }
  }

  private Watched watched() {
    return new Watched(
        disk.journal(),
        disk.store(),
        learner,
        registries.lag()::facts,
        registries.index()::size,
        config.data());
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
    return registries.campaigns();
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
