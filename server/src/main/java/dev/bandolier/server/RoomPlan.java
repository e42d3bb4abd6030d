package dev.bandolier.server;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.candidate.Contests;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.decide.Secrets;
import dev.bandolier.server.evaluate.Import;
import dev.bandolier.server.evaluate.ImportDesk;
import dev.bandolier.server.evaluate.ImportMarks;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.explain.Explainer;
import dev.bandolier.server.explain.PosteriorReader;
import dev.bandolier.server.hindsight.JournalEvaluations;
import dev.bandolier.server.hindsight.LiftReport;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.learn.ArmMemory;
import dev.bandolier.server.learn.Learner;
import dev.bandolier.server.learn.LedgerPlan;
import dev.bandolier.server.learn.LedgerStatistics;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.SnapshotExchange;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.ManageConfig;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.manage.SnapshotManagement;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.reward.FeedbackConfig;
import dev.bandolier.server.rpc.Rooms;
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

/** Builds the rooms that calls are answered from, over a disk and a learner that has recovered. */
final class RoomPlan {

  private static final Duration CANDIDATES_EVERY = Duration.ofSeconds(1);
  private static final Duration SNAPSHOT_PATIENCE = Duration.ofMinutes(10);

  private final ServerConfig config;
  private final Facilities facilities;
  private final Disk disk;
  private final Registries registries;
  private final Learner learner;
  private final LongSupplier random = new SecureRandom()::nextLong;

  RoomPlan(
      ServerConfig config,
      Facilities facilities,
      Disk disk,
      Registries registries,
      Learner learner) {
    this.config = config;
    this.facilities = facilities;
    this.disk = disk;
    this.registries = registries;
    this.learner = learner;
  }

  /** Follows candidates, once it is started. */
  Contests contests(CandidateManagement candidates) throws IOException {
    ReplaySource source = replaySource("candidates");
    return new Contests(source, registries.campaigns(), candidates, CANDIDATES_EVERY);
  }

  Rooms rooms(Management management, CandidateManagement candidates, Contests contests)
      throws IOException {
    Journal journal = disk.journal();
    TokenSeal seal = disk.directory().tokenSeal(random);
    Decider decider = decider(seal);
    LedgerStatistics statistics = new LedgerStatistics(learner);
    ReplaySource folds = replaySource("explain");
    Semaphore turn = new Semaphore(1);
    ImportDesk desk = new ImportDesk(journal, this::importMark, registries.fates()::await);
    return new Rooms(
        decider,
        feedback(seal, decider),
        management,
        snapshots(management),
        statistics,
        statistics,
        new Explainer(folds, registries.served(), decider, turn),
        new PosteriorReader(registries.served()),
        new LiftReport(folds, turn, (position, facts) -> {}),
        new JournalEvaluations(() -> folds, turn),
        candidates,
        contests,
        () -> new Import(registries.encoders(), journal, desk, registries.fates()::await));
  }

  private Decider decider(TokenSeal seal) throws IOException {
    return new Decider(
        registries.served(),
        disk.journal(),
        registries.index(),
        new Secrets(disk.directory().unitSecret(random), seal),
        new FreshNumbers(),
        config.decisionDurability(),
        facilities.decideListener());
  }

  private Feedback feedback(TokenSeal seal, Decider decider) {
    return new Feedback(
        registries.campaigns(),
        disk.journal(),
        registries.fates(),
        registries.lag(),
        new Tokens(seal, decider, registries.index()),
        new FeedbackConfig(config.outcomeDurability(), FeedbackConfig.DEFAULTS.maxWaiting()),
        facilities.rewardListener());
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
        learner.snapshots(),
        new SnapshotExchange(learner, learner.snapshots()),
        SNAPSHOT_PATIENCE,
        facilities.manageListener());
  }

  Management management() {
    Limits limits = Limits.DEFAULT.withMaxDimension(config.dimensionLimit());
    return new Management(
        registries.campaigns(),
        disk.journal(),
        position -> registries.fates().await(position).thenApply(fate -> null),
        (wanted, before) -> refuse(compile(wanted, before), before),
        random,
        new ManageConfig(limits, ManageConfig.DEFAULTS.patience()),
        facilities.manageListener());
  }

  private @Nullable String refuse(Campaign wanted, @Nullable Campaign before) {
    String arms = new ArmMemory(disk.store()).refuse(wanted, before);
    LedgerPlan plan = new LedgerPlan(config.ledgerCapacity(), config.ledgerMemory());
    return arms == null ? plan.refuse(wanted, registries.campaigns().all()) : arms;
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
}
