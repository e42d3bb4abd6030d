package dev.bandolier.server.learn;

import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.Faded;
import dev.bandolier.server.event.TimePassed;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.store.BlockStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Follows the journal and folds every fact into the store, on one thread of its own. First {@link
 * #recover} on any thread, then {@link #start}, then {@link #close}. Other threads ask it through
 * {@link #ask}; what decisions read, they read in the store, without it.
 *
 * <p>Also says when deadlines are over, by facts of its own: folding itself never looks at a clock.
 */
public final class Learner implements AutoCloseable {

  /** How long facts gather before a step that is not full, where few come and where many do. */
  private static final long GATHER_NANOS = 1_000_000;

  private static final long GATHER_MANY_NANOS = 2_000_000;
  private static final int MANY = 16;

  private static final long DISK_PARK_NANOS = 100_000_000;

  private final Journal journal;
  private final BlockStore store;
  private final LearnConfig config;
  private final LearnListener listener;
  private final LongSupplier clock;
  private final Journal catalog;
  private final Folding folding;
  private final Follower follower;
  private final SnapshotShelf shelf;
  private final Books books;
  private final Thread thread = new Thread(this::run, "learner");
  private final Questions questions = new Questions(thread);
  private volatile boolean closing;
  private long nextLook;
  private long lastExpiry;

  /**
   * Makes a learner that has not begun.
   *
   * @param catalog a small journal beside the store, of the learner's own
   * @param clock journal time in epoch milliseconds
   * @param shelf keeps the snapshots; closed by {@link #close}
   */
  public Learner(
      Journal journal,
      Journal catalog,
      BlockStore store,
      LearnConfig config,
      LearnListener listener,
      LongSupplier clock,
      SnapshotShelf shelf) {
    this.journal = journal;
    this.store = store;
    this.config = config;
    this.listener = listener;
    this.clock = clock;
    this.catalog = catalog;
    this.folding = new Folding(journal, catalog, store, config, listener, shelf, this::awaitDisk);
    this.follower = new Follower(journal, store, folding, listener);
    this.shelf = shelf;
    this.books = folding.books();
  }

  /**
   * Takes note of what the store holds and folds what the journal has more, up to its end as it is now.
   * Every record that is folded here is checked: it may have lain on the disk for long.
   *
   * @return how many facts were folded
   * @throws JournalDamagedException if the journal or the catalog is not whole
   * @throws UnfitStoreException if the store and the catalog have to be made again; nothing was folded,
   *     and the listener told of nothing
   * @throws IOException if the disk has no room for that
   */
  public long recover() throws IOException {
    try {
      follower.stand();
      folding.restore();
      folding.publish(listener);
      folding.teachBeside();
      return follower.begin();
    } catch (DiskFullException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      folding.teachAtOnce();
    }
  }

  /** Once started, learning waits for the disk: what it learns must not depend on how full that was. */
  private void awaitDisk(IOException cause) {
    if (closing || Thread.currentThread() != thread) {
      throw new DiskFullException(cause);
    }
    LockSupport.parkNanos(DISK_PARK_NANOS);
  }

  /** Folds up to the journal's end as it is now. */
  long catchUp() throws JournalDamagedException {
    return follower.catchUp();
  }

  /** Begins to follow the journal. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        turn();
      }
      turn();
    } catch (JournalDamagedException | RuntimeException | Error e) {
      listener.failed(e);
    } finally {
      questions.end();
    }
  }

  private void turn() throws JournalDamagedException {
    int folded = follower.poll();
    questions.answer();
    boolean busy = shelf.advance();
    if (folded < Commit.MAX_FACTS) {
      look();
      rest(busy, folded);
    }
  }

  /**
   * Lets facts gather where no full step of them is waiting: what they change together is then copied and
   * sealed once for all of them, and the processor is left to those who decide. One caller at a time
   * does not wait longer for it than need be.
   */
  private void rest(boolean busy, int folded) {
    if (!busy && !closing) {
      LockSupport.parkNanos(folded < MANY ? GATHER_NANOS : GATHER_MANY_NANOS);
    }
  }

  /** Says which deadlines are over and what is to fade, unless it has just done so and that is not folded yet. */
  void look() {
    long now = clock.getAsLong();
    if (now < nextLook || follower.foldedPosition() < lastExpiry) {
      return;
    }
    boolean more = false;
    for (CampaignState state : books.campaigns().values()) {
      if (state.isDue(now)) {
        Fact fact = new TimePassed(state.uid(), now, config.expiryLimit());
        lastExpiry = Math.max(lastExpiry, journal.append(fact.type(), fact.encode()));
        more = true;
      }
      if (state.fading().isBehind(now)) {
        Fact fact = new Faded(state.uid(), FadeFold.limit(state.largestDimension()));
        lastExpiry = Math.max(lastExpiry, journal.append(fact.type(), fact.encode()));
        more = true;
      }
    }
    nextLook = more ? now : now + config.expiryEveryMillis();
  }

  /**
   * Asks something of the learner's own state, between two facts.
   *
   * @return completes on the learner's thread; exceptionally if the question throws or nobody is there
   *     to answer
   */
  public <T> CompletableFuture<T> ask(Supplier<T> question) {
    return questions.ask(question);
  }

  /** What a meter reads of each campaign; as {@link #ask}. */
  public CompletableFuture<List<CampaignFigures>> figures() {
    return ask(() -> books.campaigns().values().stream().map(CampaignState::figures).toList());
  }

  /** What is known of an import by its id; as {@link #ask}. */
  public CompletableFuture<KnownImport> importOf(int campaign, String importId) {
    return ask(
        () -> {
          CampaignState state = books.campaign(campaign);
          return state == null ? KnownImport.NOTHING : state.imports().find(importId);
        });
  }

  /**
   * Shows every decision that is remembered because the ledger keeps it, on several threads at once; after
   * {@link #recover}. They come as they lie in memory, which is much faster than by their keys.
   */
  public void forEachRemembered(RememberedVisitor visitor) {
    store.scanSideBySide(
        () -> {
          LedgerEntry entry = new LedgerEntry();
          return (handle, kind, hi, lo) -> show(handle, kind, hi, lo, entry, visitor);
        });
  }

  private void show(
      long handle, int kind, long hi, long lo, LedgerEntry entry, RememberedVisitor visitor) {
    if (kind == BlockKind.ENTRY) {
      entry.at(store.memory(handle), store.current(handle));
      if (!entry.isToken()) {
        visitor.visit(hi, lo, entry.position(), Parts.isUnanswered(entry));
      }
    }
  }

  /**
   * Shows every decision that the ledger does not keep and whose repeat period is not over, in the order
   * of the journal, which is read from as far back as need be; after {@link #recover}.
   */
  public void forEachPassing(PassingVisitor visitor) throws JournalDamagedException {
    new Passing(books, clock.getAsLong()).forEach(journal, visitor);
  }

  /** Sees decisions that are remembered. Any thread. */
  public interface RememberedVisitor {
    /**
     * One decision.
     *
     * @param unanswered whether it was censored because nobody got its answer
     */
    void visit(long keyHi, long keyLo, long position, boolean unanswered);
  }

  /** The position of the fact that was folded last. Any thread. */
  public long foldedPosition() {
    return follower.foldedPosition();
  }

  /** The journal time of the fact that was folded last. Any thread. */
  public long foldedTime() {
    return follower.foldedTime();
  }

  Books books() {
    return books;
  }

  /** The snapshots, closed by {@link #close}. */
  public SnapshotShelf snapshots() {
    return shelf;
  }

  /**
   * The oldest fact that a replay from a base needs for rollbacks after it, or that a repeat of a
   * decision needs that the ledger does not keep; as {@link #ask}.
   */
  CompletableFuture<Long> neededFrom(long base) {
    return ask(() -> Math.min(shelf.neededFrom(base), neededForRepeats()));
  }

  private long neededForRepeats() {
    long since = new Passing(books, clock.getAsLong()).since();
    return since == Long.MAX_VALUE ? since : journal.positionBefore(since);
  }

  Catalog catalog() {
    return Catalog.reading(catalog);
  }

  BlockStore store() {
    return store;
  }

  /** Folds what is in the journal, answers what was asked, and stops; waits for that. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    ThreadEnd.await(thread);
    shelf.close();
  }
}
