package dev.bandolier.server.learn;

import com.google.protobuf.Duration;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.event.TimePassed;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.statistics.ArmStatistics;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Copied;
import dev.bandolier.server.store.Share;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.server.store.StoreListener;
import dev.bandolier.server.token.Token;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.CensorReason;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.RewardRule;
import dev.bandolier.v1.Slot;
import dev.bandolier.v1.UntrackedReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A journal, a store and a learner in a directory, and facts to feed them. The time stands still until moved. */
final class Rig implements AutoCloseable {

  static final long START = 1_700_000_000_000L;
  static final int CAMPAIGN = 1;

  private static final double[] ONE = {1};
  private static final long LEDGER_BYTES = 64 << 20;
  private static final int SEGMENT = 1 << 20;

  /** How long a fact waits for the next file: a busy machine makes it late. */
  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(20);

  private static final TokenSeal SEAL = new TokenSeal(new byte[32]);

  final Path directory;
  final Map<Long, Fate> fates = new HashMap<>();
  final List<Long> forgotten = new ArrayList<>();
  final Map<String, Token> tokens = new HashMap<>();
  boolean room = true;
  long now = START;

  @SuppressWarnings("NullAway.Init")
  Campaign campaign;

  @SuppressWarnings("NullAway.Init")
  Encoder encoder;

  @SuppressWarnings("NullAway.Init")
  CampaignModel model;

  @SuppressWarnings("NullAway.Init")
  Learner learner;

  @SuppressWarnings("NullAway.Init")
  BlockStore store;

  @SuppressWarnings("NullAway.Init")
  SnapshotShelf shelf;

  long folded;

  /** How often the disk refused an extent. */
  final AtomicInteger refused = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  Journal journal;

  @SuppressWarnings("NullAway.Init")
  Journal catalog;

  private final int segmentBytes;

  private final DecisionMadeWriter writer = new DecisionMadeWriter();

  /** Opens the journal: in files of a directory, unless a test wants it elsewhere. */
  interface Journals {
    Journal open(Path directory, JournalConfig config, LongSupplier wall, LongSupplier nanos)
        throws IOException;
  }

  private static final Journals FILES =
      (directory, config, wall, nanos) ->
          Journal.open(directory, config, wall, nanos, JournalListener.NONE);

  private final Journals journals;
  private final int capacity;
  private final long ledgerBytes;

  Rig(Path directory) {
    this(directory, SEGMENT);
  }

  /** One whose journal has files of that size. */
  Rig(Path directory, int segmentBytes) {
    this(directory, START, FILES, 1000, LEDGER_BYTES, segmentBytes);
  }

  /** One whose clock begins at a time. */
  Rig(Path directory, long now) {
    this(directory, now, FILES, 1000, LEDGER_BYTES, SEGMENT);
  }

  Rig(Path directory, Journals journals) {
    this(directory, START, journals, 1000, LEDGER_BYTES, SEGMENT);
  }

  Rig(Path directory, Journals journals, int capacity) {
    this(directory, START, journals, capacity, LEDGER_BYTES, SEGMENT);
  }

  Rig(Path directory, int capacity, long ledgerBytes) {
    this(directory, START, FILES, capacity, ledgerBytes, SEGMENT);
  }

  private Rig(
      Path directory,
      long now,
      Journals journals,
      int capacity,
      long ledgerBytes,
      int segmentBytes) {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.now = now;
    this.journals = journals;
    this.capacity = capacity;
    this.ledgerBytes = ledgerBytes;
    open();
  }

  private void open() {
    try {
      JournalConfig small = JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 16).withWatermark(0);
      journal = open(journals, "journal", files());
      catalog = open(FILES, "catalog", small);
      StoreConfig memory = StoreConfig.defaults().withMemory(64 << 20, ledgerBytes);
      store = BlockStore.open(directory.resolve("store"), memory, new Disk());
      learner = learner();
      folded = learner.recover();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A replay of the journal in a directory of its own. */
  Replay replay(Path work) throws IOException {
    StoreConfig memory = StoreConfig.defaults().withMemory(64 << 20, 64 << 20);
    LearnConfig config = LearnConfig.DEFAULTS.withLedgerCapacity(1000);
    Path snapshots = directory.resolve("snapshots");
    return Replay.begin(new ReplaySource(journal, bases(), snapshots, work, memory, config));
  }

  private JournalConfig files() {
    JournalConfig usual = JournalConfig.DEFAULTS;
    return new JournalConfig(segmentBytes, segmentBytes / 16, PATIENCE, usual.syncEvery(), 0);
  }

  private Learner learner() throws IOException {
    LearnConfig config = LearnConfig.DEFAULTS.withLedgerCapacity(capacity);
    StoreConfig memory = StoreConfig.defaults().withMemory(64 << 20, ledgerBytes);
    shelf =
        new SnapshotShelf(directory.resolve("snapshots"), journal, catalog, store, memory, config);
    return new Learner(journal, catalog, store, config, new Ears(), () -> now, shelf);
  }

  private Journal open(Journals here, String name, JournalConfig config) throws IOException {
    return here.open(directory.resolve(name), config, () -> now, () -> now * 1_000_000);
  }

  /** Stops, forgets all that is derived, and folds the journal again. */
  void rebuild() {
    close();
    delete(directory.resolve("store"));
    delete(directory.resolve("catalog"));
    open();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops, forgets all that is derived, and folds what the newest base does not know. */
  void rebuildFromBase() {
    try {
      learner.close();
      journal.close();
      catalog.close();
      store.reset();
      delete(directory.resolve("catalog"));
      JournalConfig small = JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 16).withWatermark(0);
      journal = open(journals, "journal", files());
      catalog = open(FILES, "catalog", small);
      LostStretch lost = LostStretch.read(directory.resolve("snapshots"));
      BaseSnapshots.restore(
          bases().startsFor(journal).get(0), store, catalog, lost.knownTo(journal));
      learner = learner();
      folded = learner.recover();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BaseSnapshots bases() throws IOException {
    return BaseSnapshots.open(directory.resolve("bases"), BaseListener.NONE);
  }

  /** Of every live block's kind, owner and payload; the order of blocks does not matter. */
  long digest() {
    return digest(kind -> true);
  }

  /** Of the posteriors and the slots' registers alone. */
  long posteriors() {
    return digest(kind -> kind == BlockKind.ARM || kind == BlockKind.SLOT);
  }

  private long digest(IntPredicate kinds) {
    long[] sum = {0};
    store.scan(
        (handle, kind, hi, lo) -> sum[0] += kinds.test(kind) ? digest(handle, kind, hi, lo) : 0);
    return sum[0];
  }

  private long digest(long handle, int kind, long hi, long lo) {
    Memory memory = store.memory(handle);
    int payload = store.current(handle);
    long digest = kind * 31L + hi * 1_000_003 + lo;
    for (int i = 0; i < TwinBlock.payloadWords(memory, store.base(handle)); i++) {
      digest = digest * 0x9E3779B97F4A7C15L + memory.getLong(payload + i);
    }
    return digest ^ digest >>> 29;
  }

  /** Stops cleanly and starts again. */
  Rig restart() {
    close();
    open();
    return this;
  }

  /** What a killed process would find: a rig on a copy of the files as they are now. */
  Rig afterKill(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(directory.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    Copied.adopt(copy.resolve("store"));
    return new Rig(copy, now, FILES, capacity, ledgerBytes, segmentBytes);
  }

  @Override
  public void close() {
    try {
      learner.close();
      store.close();
      catalog.close();
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A campaign with one slot of two arms that a click within an hour rewards. */
  static dev.bandolier.v1.Campaign.Builder clicks() {
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName("campaigns/c")
        .addSlots(slot("image", "a", "b"))
        .addRewardRules(rule("click", 1, 3600));
  }

  static Slot.Builder slot(String name, String... arms) {
    Slot.Builder slot = Slot.newBuilder().setName(name);
    for (String arm : arms) {
      slot.addArms(Arm.newBuilder().setId(arm));
    }
    return slot;
  }

  static RewardRule.Builder rule(String outcome, double reward, long seconds) {
    return RewardRule.newBuilder()
        .setOutcome(outcome)
        .setReward(reward)
        .setWindow(Duration.newBuilder().setSeconds(seconds));
  }

  Rig create(dev.bandolier.v1.Campaign.Builder definition) {
    change(CampaignChanged.Change.CREATED, 1, definition, List.of());
    return this;
  }

  void change(
      CampaignChanged.Change change,
      long revision,
      dev.bandolier.v1.Campaign.Builder definition,
      List<String> resets) {
    fold(new CampaignChanged(change, CAMPAIGN, revision, 11, 22, resets, definition.build()));
  }

  /** Appends a fact, with the token of its decision where it has one, folds it, and says its fate. */
  Fate fold(Fact fact) {
    Token token = fact instanceof DecisionFact about ? tokens.get(about.decisionId()) : null;
    long position = append(token == null ? fact : token.with((DecisionFact) fact));
    catchUp();
    return fates.getOrDefault(position, Fate.FATE_UNSPECIFIED);
  }

  long append(Fact fact) {
    return journal.append(fact.type(), fact.encode());
  }

  void catchUp() {
    try {
      learner.catchUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets time pass and folds what falls due. */
  void pass(long millis) {
    now += millis;
    fold(new TimePassed(CAMPAIGN, now, 1000));
  }

  /** Decides that an arm (by uid) of every slot is shown, under the intercept alone. */
  void decide(String id, int... arms) {
    append(id, false, DecisionSource.DECISION_SOURCE_POLICY, arms);
    catchUp();
  }

  /** As {@link #decide}, with labels and, under a feature, a number in the vector. */
  void decide(String id, double feature, String label, int arm) {
    begin(id, false, DecisionSource.DECISION_SOURCE_POLICY);
    if (!label.isEmpty()) {
      writer.label(label.getBytes(StandardCharsets.UTF_8));
    }
    writer.slot(
        0,
        2,
        new int[] {0, 1},
        new double[] {1, feature},
        1,
        new int[] {arm},
        new double[] {1},
        1,
        new int[] {0},
        new double[] {1});
    finish(id);
    catchUp();
  }

  void append(String id, boolean deferred, DecisionSource source, int... arms) {
    begin(id, deferred, source);
    for (int slot = 0; slot < arms.length; slot++) {
      writer.slot(
          slot,
          1,
          new int[] {0},
          new double[] {1},
          1,
          new int[] {arms[slot]},
          new double[] {1},
          1,
          new int[] {0},
          new double[] {1});
    }
    finish(id);
  }

  /** Decides in shadow: the caller shows one of two arms (by uid), with a propensity, where the policy would have chosen the other. */
  void shadow(String id, int shown, double propensity, int wouldBe) {
    begin(id, false, DecisionSource.DECISION_SOURCE_SHADOW);
    writer
        .slot(
            0,
            1,
            new int[] {0},
            new double[] {1},
            2,
            new int[] {shown, wouldBe},
            new double[] {0.1, 0.9},
            1,
            new int[] {0},
            new double[] {propensity})
        .wouldBe(1);
    finish(id);
    catchUp();
  }

  /** A decision that was answered untracked. */
  void decideUntracked(String id, UntrackedReason reason) {
    begin(id, false, DecisionSource.DECISION_SOURCE_POLICY);
    writer.tracked(false).token(false).untrackedReason(reason.getNumber());
    finish(id);
    catchUp();
  }

  private void begin(String id, boolean deferred, DecisionSource source) {
    Key key = Identity.ofDecision(campaign, id);
    writer
        .begin(CAMPAIGN, campaign.revision(), id.getBytes(StandardCharsets.UTF_8))
        .key(key.hi(), key.lo())
        .tracked(true)
        .token(campaign.tracking().tokens())
        .deferred(deferred)
        .decisionSource(source.getNumber());
  }

  private void finish(String id) {
    ByteBuffer payload = writer.context(ByteBuffer.allocate(0)).finish();
    long position = journal.append(FactType.DECISION_MADE, payload);
    DecisionMade made = new DecisionMade().wrap(payload);
    if (made.token()) {
      tokens.put(id, TokenSeal.read(SEAL.seal(made, position, now)));
    }
  }

  /** The ids of decisions that are remembered without the ledger, after a start. */
  List<Long> passing() {
    List<Long> found = new ArrayList<>();
    try {
      learner.forEachPassing((hi, lo, position, time, period) -> found.add(hi));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Decides that an arm of the first slot is shown, under the intercept and a number. */
  void show(String id, int arm, double number) {
    show(id, arm, new int[] {0, 1}, new double[] {1, number});
  }

  /** Decides that an arm of the first slot is shown, under a vector. */
  void show(String id, int arm, int[] indexes, double[] values) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    Key key = Identity.ofDecision(campaign, id);
    int count = indexes.length;
    writer
        .begin(CAMPAIGN, campaign.revision(), bytes)
        .key(key.hi(), key.lo())
        .tracked(true)
        .decisionSource(DecisionSource.DECISION_SOURCE_POLICY.getNumber())
        .slot(0, count, indexes, values, 1, new int[] {arm}, ONE, 1, new int[] {0}, ONE)
        .context(ByteBuffer.allocate(0));
    journal.append(FactType.DECISION_MADE, writer.finish());
    catchUp();
  }

  /** Takes a snapshot and waits for its file; what it is called by from then on. */
  long snapshot(String name) {
    long position = append(new SnapshotTaken(CAMPAIGN, name, false));
    catchUp();
    shelf.finishCaptures();
    return position;
  }

  /** Returns to a snapshot. */
  long rollBack(long snapshot, RolledBack.Mode mode, long from, long to) {
    String digest = shelf.whole(CAMPAIGN, snapshot).join().getDigest();
    long position = append(new RolledBack(CAMPAIGN, snapshot, false, digest, mode, from, to));
    catchUp();
    return position;
  }

  /** The bits of every posterior and slot register, by slot and arm. */
  Map<String, List<Long>> posteriorBits() {
    return posteriorBits(store);
  }

  /** The same of another store. */
  static Map<String, List<Long>> posteriorBits(BlockStore store) {
    Map<String, List<Long>> bits = new TreeMap<>();
    store.scan(
        (handle, kind, hi, lo) -> {
          if (kind == BlockKind.ARM || kind == BlockKind.SLOT) {
            List<Long> words = new ArrayList<>();
            Memory memory = store.memory(handle);
            for (int i = 0; i < TwinBlock.payloadWords(memory, store.base(handle)); i++) {
              words.add(memory.getLong(store.current(handle) + i));
            }
            bits.put(kind + "/" + BlockKind.slotOf(hi) + "/" + lo, words);
          }
        });
    return bits;
  }

  /** An outcome by its name alone. */
  Fate report(String decision, String name) {
    return fold(outcome(decision, name, "", Double.NaN, Long.MIN_VALUE, "", "", false));
  }

  Fate report(String decision, String name, double value, String id) {
    return fold(outcome(decision, name, "", value, Long.MIN_VALUE, id, "", false));
  }

  static OutcomeSeen outcome(
      String decision,
      String name,
      String slot,
      double value,
      long time,
      String id,
      String replaces,
      boolean machine) {
    return new OutcomeSeen(
        CAMPAIGN, decision, name, slot, "", -1, value, time, id, replaces, machine);
  }

  Fate censor(String decision, CensorReason reason) {
    return fold(new Censored(CAMPAIGN, decision, List.of(), reason));
  }

  Fate activate(String decision, long time) {
    return fold(new Activated(CAMPAIGN, decision, time, List.of()));
  }

  Fate retract(String decision, String outcomeId, String name) {
    return fold(new Retracted(CAMPAIGN, decision, outcomeId, name, "", "", -1));
  }

  CampaignState state() {
    CampaignState state = learner.books().campaign(CAMPAIGN);
    if (state == null) {
      throw new AssertionError("no campaign");
    }
    return state;
  }

  /** What an arm has learned. */
  Lesson lesson(int slot, int arm) {
    return Lesson.of(store, state().models(), slot, arm);
  }

  /** The arm's estimate for the intercept. */
  double estimate(int slot, int arm) {
    long handle = state().models().armHandle(slot, arm);
    return ArmPosterior.coefficient(store.memory(handle), store.current(handle), 0);
  }

  ArmStatistics statistics(int slot, int arm) {
    return new LedgerStatistics(learner)
        .read(CAMPAIGN, null)
        .orElseThrow()
        .slots()
        .get(slot)
        .arms()
        .get(arm);
  }

  private final class Disk implements StoreListener {
    @Override
    public void couldNotGrow(Share share, int blockBytes, IOException cause) {
      refused.incrementAndGet();
    }
  }

  private final class Ears implements LearnListener {
    @Override
    public void published(Campaign changed, Encoder changedEncoder, CampaignModel changedModel) {
      campaign = changed;
      encoder = changedEncoder;
      model = changedModel;
    }

    @Override
    public void folded(long position, Fate fate) {
      fates.put(position, fate);
    }

    @Override
    public void room(boolean free) {
      room = free;
    }

    @Override
    public void forgotten(long keyHi, long keyLo) {
      forgotten.add(keyHi);
    }
  }
}
