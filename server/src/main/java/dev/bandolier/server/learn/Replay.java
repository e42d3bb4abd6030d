package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.server.store.StoreListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folds a journal once more, into a store of its own in a temporary directory: what the posteriors and
 * the ledger were after any fact, without touching those that are served. Every record's checksum is
 * checked on the way. One thread; the directory is deleted by {@link #close}.
 */
public final class Replay implements AutoCloseable {

  /** The beginning of the temporary directories' names. */
  public static final String PREFIX = "replay-";

  private static final int CATALOG_SEGMENT = 16 << 20;
  private static final int CATALOG_PAYLOAD = 8 << 20;

  private final RecordSource journal;
  private final Path directory;
  private final BlockStore store;
  private final Journal catalog;
  private final Folding folding;
  private JournalReader reader;
  private boolean over;
  private long next;
  private long facts;
  private long position;
  private long begun;
  private long time;

  private Replay(
      RecordSource journal,
      Path directory,
      BlockStore store,
      Journal catalog,
      LearnConfig config,
      LearnListener listener,
      SnapshotDesk snapshots) {
    this.journal = journal;
    this.directory = directory;
    this.store = store;
    this.catalog = catalog;
    this.folding = new Folding(journal, catalog, store, config, listener, snapshots);
    this.reader = journal.readChecked(journal.firstPosition());
  }

  /**
   * Begins at the journal's first fact, or, where that was retired, behind the oldest base snapshot from
   * which the journal can be folded; nothing is folded yet.
   *
   * @param bases the base snapshots, which are only read
   * @param snapshots directory of the campaigns' snapshots, which are only read
   * @param work where the temporary directory is made; it needs the room that the store has
   * @param memory budgets as those of the server that wrote the journal, or larger
   * @param config as that of the server that wrote the journal
   * @throws IOException if the directory or the store cannot be made
   */
  public static Replay begin(
      RecordSource journal,
      BaseSnapshots bases,
      Path snapshots,
      Path work,
      StoreConfig memory,
      LearnConfig config)
      throws IOException {
    ReplaySource source = new ReplaySource(journal, bases, snapshots, work, memory, config);
    BaseSnapshot base = journal.isWhole() ? null : beginning(journal, bases);
    return begin(source, base, new LearnListener() {});
  }

  /** Begins as {@link #begin} does; the listener hears of all campaigns there are. */
  public static Replay beginFirst(ReplaySource source, LearnListener listener) throws IOException {
    BaseSnapshot base =
        source.journal().isWhole() ? null : beginning(source.journal(), source.bases());
    Replay replay = begin(source, base, listener);
    replay.folding.publish(listener);
    return replay;
  }

  /**
   * Begins as near before a position as a base snapshot allows; nothing is folded yet. The listener
   * hears of all campaigns there are.
   *
   * @throws IOException if facts that are needed were retired, or as {@link #begin(RecordSource,
   *     BaseSnapshots, Path, Path, StoreConfig, LearnConfig)}
   */
  public static Replay beginBefore(long position, ReplaySource source, LearnListener listener)
      throws IOException {
    Optional<BaseSnapshot> nearest =
        source.bases().startsFor(source.journal()).stream()
            .filter(base -> base.position() < position)
            .findFirst();
    if (nearest.isEmpty() && !source.journal().isWhole()) {
      throw new IOException(
          "the facts up to position %d were retired, and no base snapshot is older"
              .formatted(position));
    }
    Replay replay = begin(source, nearest.orElse(null), listener);
    replay.folding.publish(listener);
    return replay;
  }

  private static Replay begin(
      ReplaySource source, @Nullable BaseSnapshot base, LearnListener listener) throws IOException {
    Path directory = Files.createTempDirectory(source.work(), PREFIX);
    try {
      BlockStore store =
          BlockStore.open(directory.resolve("store"), source.memory(), StoreListener.NONE);
      Journal catalog = catalog(directory);
      if (base != null) {
        BaseSnapshots.restore(base, store, catalog);
      }
      SnapshotReader reader =
          new SnapshotReader(
              new SnapshotFiles(source.snapshots()),
              directory,
              source.journal(),
              Catalog.reading(catalog),
              store,
              source.memory(),
              source.config());
      Replay replay =
          new Replay(
              source.journal(), directory, store, catalog, source.config(), listener, reader);
      replay.folding.restore();
      replay.stand();
      return replay;
    } catch (IOException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  private static BaseSnapshot beginning(RecordSource journal, BaseSnapshots bases)
      throws IOException {
    List<BaseSnapshot> starts = bases.startsFor(journal);
    if (starts.isEmpty()) {
      throw new IOException(
          "the journal's first facts were retired, and no base snapshot is there to begin with");
    }
    return starts.get(starts.size() - 1);
  }

  /** Stands behind what the store has folded already. */
  private void stand() throws JournalDamagedException {
    begun = store.donePosition();
    if (begun > 0) {
      reader = journal.readChecked(store.donePosition());
      reader.poll(this::reached, 1);
    }
  }

  private void reached(RecordView record) {
    position = record.position();
    time = record.time();
  }

  private static Journal catalog(Path directory) throws IOException {
    JournalConfig config =
        JournalConfig.DEFAULTS.withSizes(CATALOG_SEGMENT, CATALOG_PAYLOAD).withWatermark(0);
    return Journal.open(
        directory.resolve("catalog"), config, () -> 1, () -> 0, JournalListener.NONE);
  }

  /** Hears how far a replay is. */
  @FunctionalInterface
  public interface Progress {
    /** Facts up to a position are folded; called a few thousand times a second at most. */
    void at(long position, long facts);
  }

  /**
   * Folds what the journal has now.
   *
   * @return how many facts were folded by this call
   * @throws JournalDamagedException if a record is not whole; names file and position
   * @throws IOException if the disk has no room for that
   */
  public long runToEnd(Progress progress) throws IOException {
    return runTo(Long.MAX_VALUE, progress);
  }

  /** Folds the facts up to a position, as {@link #runToEnd} does. */
  public long runTo(long last, Progress progress) throws IOException {
    return run(record -> record.position() > last, progress);
  }

  /** Folds the facts up to a journal time in epoch milliseconds, as {@link #runToEnd} does. */
  public long runToTime(long last, Progress progress) throws IOException {
    return run(record -> record.time() > last, progress);
  }

  /** Folds on, as {@link #runToEnd} does, while somebody wants more; asked before every fact. */
  public long runWhile(BooleanSupplier more, Progress progress) throws IOException {
    return run(record -> !more.getAsBoolean(), progress);
  }

  /** Sees facts beside their folding. On the thread that folds. */
  public interface Witness {

    /** Whether a fact is folded at all; facts of a campaign are, or are not, from its first one on. */
    boolean follows(RecordView record);

    /** A fact that is followed comes next; what came before may be folded but not count yet: see {@link #flush}. */
    void coming(RecordView record, Replay replay);

    /** It was folded, likewise. */
    void came(RecordView record, Replay replay);
  }

  /**
   * Folds what the journal has now of the facts that a witness follows.
   *
   * @param more asked some thousand times a second at most: whether to go on
   * @return whether it came to the end
   * @throws IOException as {@link #runToEnd} does
   */
  public boolean runBeside(Witness witness, BooleanSupplier more) throws IOException {
    long end = journal.endPosition();
    try {
      while (more.getAsBoolean() && reader.position() < end) {
        if (reader.poll(record -> fold(record, witness), Commit.MAX_FACTS) == 0) {
          break;
        }
      }
      folding.flush();
      return reader.position() >= end;
    } catch (UncheckedIOException | DiskFullException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void fold(RecordView record, Witness witness) {
    if (witness.follows(record)) {
      witness.coming(record, this);
      folding.fold(record, 0);
      reached(record);
      facts++;
      witness.came(record, this);
    } else {
      reached(record);
    }
  }

  /** Makes everything count that was folded. */
  public void flush() {
    folding.flush();
  }

  private long run(Predicate<RecordView> isBeyond, Progress progress) throws IOException {
    long before = facts;
    if (over) {
      reader = journal.readChecked(next);
      over = false;
    }
    folding.teachBeside();
    try {
      foldUpTo(journal.endPosition(), isBeyond, progress);
    } catch (UncheckedIOException | DiskFullException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      folding.teachAtOnce();
    }
    return facts - before;
  }

  private void foldUpTo(long end, Predicate<RecordView> isBeyond, Progress progress)
      throws JournalDamagedException {
    while (!over && reader.position() < end) {
      reader.poll(record -> fold(record, isBeyond), Commit.MAX_FACTS);
      folding.flush();
      progress.at(position, facts);
    }
  }

  private void fold(RecordView record, Predicate<RecordView> isBeyond) {
    if (over || isBeyond.test(record)) {
      next = over ? next : record.position();
      over = true;
      return;
    }
    folding.fold(record, 0);
    reached(record);
    facts++;
  }

  /** Behind which position it began; 0 for the journal's first fact. */
  public long begun() {
    return begun;
  }

  /** How many facts were folded. */
  public long facts() {
    return facts;
  }

  /** The position of the last fact that is in the store, from a base or folded; 0 before the first one. */
  public long position() {
    return position;
  }

  /** The journal time of that fact, in epoch milliseconds. */
  public long time() {
    return time;
  }

  /** What it says by now of a campaign's decisions of which it has said nothing. */
  public Unreported.Fold silence(int campaign) {
    CampaignState state = folding.books().campaign(campaign);
    return new Unreported.Fold(begun, time, state == null ? time : state.closingClock(time));
  }

  /**
   * What has become of a decision by now.
   *
   * @return null where the ledger does not have it
   */
  public @Nullable SettledDecision decision(long keyHi, long keyLo) {
    return folding.books().decision(keyHi, keyLo);
  }

  /** All decisions that the ledger has now, as they stand, in the journal's order. */
  public void forEachDecision(Consumer<SettledDecision> visitor) {
    folding.books().forEachDecision(visitor);
  }

  /** What folding has made; read only, on the thread that folds. */
  public BlockStore store() {
    return store;
  }

  /** What the arms have learned by now. */
  public Posteriors posteriors() {
    return Posteriors.of(folding.books(), store);
  }

  /**
   * Compares another store with what folding has made, block by block and bit by bit.
   *
   * @param limit how many differences are described
   */
  public Comparison compare(BlockStore live, int limit) {
    return new Comparer(folding.books(), journal, live, store).compare(limit);
  }

  /** Gives the memory back and deletes the directory. */
  @Override
  public void close() throws IOException {
    try {
      store.reset();
      store.close();
      catalog.close();
    } finally {
      delete(directory);
    }
  }

  /** Deletes a directory that a replay left behind when its process was killed. */
  public static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
