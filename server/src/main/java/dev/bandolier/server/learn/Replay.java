package dev.bandolier.server.learn;

import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.BlockStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Folds a journal once more, into a store of its own in a temporary directory: what the posteriors and
 * the ledger were after any fact, without touching those that are served. Every record's checksum is
 * checked on the way. One thread; the directory is deleted by {@link #close}.
 */
public final class Replay implements AutoCloseable {

  private final RecordSource journal;
  private final TemporaryStore own;
  private final BlockStore store;
  private final Folding folding;
  private JournalReader reader;
  private boolean over;
  private long next;
  private long facts;
  private long position;
  private long begun;
  private long time;

  private Replay(ReplaySource source, TemporaryStore own, LearnListener listener) {
    this.journal = source.journal();
    this.own = own;
    this.store = own.store();
    SnapshotReader snapshots =
        new SnapshotReader(
            new SnapshotFiles(source.snapshots()),
            own.directory(),
            journal,
            Catalog.reading(own.catalog()),
            store,
            source.memory(),
            source.config());
    this.folding = new Folding(journal, own.catalog(), store, source.config(), listener, snapshots);
    this.reader = journal.readChecked(journal.firstPosition());
  }

  /**
   * Begins at the journal's first fact, or, where that was retired, behind the oldest base snapshot from
   * which the journal can be folded; nothing is folded yet.
   *
   * @throws IOException if there is no such base, or the directory or the store cannot be made
   */
  public static Replay begin(ReplaySource source) throws IOException {
    return begin(source, source.beginning(), new LearnListener() {});
  }

  /** Begins as {@link #begin} does; the listener hears of all campaigns there are. */
  public static Replay beginFirst(ReplaySource source, LearnListener listener) throws IOException {
    Replay replay = begin(source, source.beginning(), listener);
    replay.folding.publish(listener);
    return replay;
  }

  /**
   * Begins as near before a position as a base snapshot allows; nothing is folded yet. The listener
   * hears of all campaigns there are.
   *
   * @throws IOException if facts that are needed were retired, or as {@link #begin}
   */
  public static Replay beginBefore(long position, ReplaySource source, LearnListener listener)
      throws IOException {
    Replay replay = begin(source, source.beginningBefore(position), listener);
    replay.folding.publish(listener);
    return replay;
  }

  private static Replay begin(
      ReplaySource source, @Nullable BaseSnapshot base, LearnListener listener) throws IOException {
    TemporaryStore own = TemporaryStore.make(source.work(), WorkFolder.REPLAY, source.memory());
    try {
      if (base != null) {
        LostStretch lost = LostStretch.read(source.snapshots());
        BaseSnapshots.restore(base, own.store(), own.catalog(), lost.knownTo(source.journal()));
      }
      Replay replay = new Replay(source, own, listener);
      replay.folding.restore();
      replay.stand();
      return replay;
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** Stands behind what the store has folded already. */
  private void stand() throws JournalDamagedException {
    begun = store.donePosition();
    if (begun > 0) {
      reader = journal.readChecked(begun);
      reader.poll(this::reached, 1);
    }
  }

  private void reached(RecordView record) {
    position = record.position();
    time = record.time();
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
    own.close();
  }
}
