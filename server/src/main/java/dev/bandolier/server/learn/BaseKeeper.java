package dev.bandolier.server.learn;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Takes base snapshots when they are due, deletes those that nobody needs, and retires what the journal
 * need not keep, on a thread of its own. {@link #start} after the learner's, {@link #close} before it.
 */
public final class BaseKeeper implements AutoCloseable {

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_MILLIS = 60_000;
  private static final int PARTS_OF_LIMIT = 4;

  private final Thread thread = new Thread(this::run, "bases");
  private final Journal journal;
  private final BlockStore store;
  private final BaseSnapshots bases;
  private final BaseTaker taker;
  private final UpkeepConfig config;
  private final BaseListener listener;
  private final LongSupplier foldedPosition;
  private final LongFunction<CompletableFuture<Long>> neededFrom;
  private final LongSupplier clock;
  private final CompletableFuture<Boolean> stop = new CompletableFuture<>();
  private long notBefore;
  private long takenAt;
  private long checked;
  private long excess;

  /**
   * Makes a keeper that has not begun.
   *
   * @param clock journal time, epoch milliseconds
   */
  public BaseKeeper(
      Learner learner,
      Journal journal,
      BaseSnapshots bases,
      UpkeepConfig config,
      BaseListener listener,
      LongSupplier clock) {
    this(
        new BaseTaker(
            learner::ask, learner.store(), journal, learner.catalog(), bases, learner::foldedTime),
        learner,
        learner::neededFrom,
        journal,
        bases,
        config,
        listener,
        clock);
  }

  /**
   * Makes one that takes its bases in another way.
   *
   * @param neededFrom the oldest position that a replay from a base at a position needs for rollbacks
   */
  BaseKeeper(
      BaseTaker taker,
      Learner learner,
      LongFunction<CompletableFuture<Long>> neededFrom,
      Journal journal,
      BaseSnapshots bases,
      UpkeepConfig config,
      BaseListener listener,
      LongSupplier clock) {
    this.taker = taker;
    this.journal = journal;
    this.store = learner.store();
    this.bases = bases;
    this.config = config;
    this.listener = listener;
    this.neededFrom = neededFrom;
    this.foldedPosition = learner::foldedPosition;
    this.clock = clock;
  }

  /** Begins to look after things, unless bases are off. */
  public void start() {
    if (config.everyMillis() > 0) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    while (awaitLook()) {
      try {
        look();
      } catch (IOException | RuntimeException e) {
        notBefore = clock.getAsLong() + RETRY_MILLIS;
        if (!stop.isDone()) {
          listener.failed(e);
        }
      }
    }
  }

  /** Waits for the next look; false when it is to stop. */
  private boolean awaitLook() {
    try {
      stop.get(LOOK_NANOS, TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (InterruptedException | ExecutionException e) {
      return false;
    }
  }

  /** Takes a base if one is due, then cuts what can be cut. On one thread. */
  void look() throws IOException {
    if (isDue()) {
      take();
    }
    retain();
  }

  /** After a while, or once the journal has grown by a part of its limit, if anything was folded. */
  private boolean isDue() throws IOException {
    long now = clock.getAsLong();
    Optional<BaseSnapshot> newest = bases.newest(Long.MAX_VALUE);
    long position = newest.map(BaseSnapshot::position).orElse(0L);
    long time = newest.map(BaseSnapshot::time).orElseGet(() -> journal.read(0).time());
    long more = journal.endPosition() - Math.max(position, journal.firstPosition());
    boolean grown = config.limitBytes() > 0 && more >= config.limitBytes() / PARTS_OF_LIMIT;
    long pause = grown ? Math.min(RETRY_MILLIS, config.everyMillis()) : config.everyMillis();
    return now >= notBefore
        && now - Math.max(time, takenAt) >= pause
        && foldedPosition.getAsLong() > position;
  }

  /** Takes a base now. */
  BaseSnapshot take() throws IOException {
    long begun = System.nanoTime();
    long estimate = store.usage(Share.ARMS).used() + store.usage(Share.LEDGER).used();
    if (!bases.hasRoomFor(estimate / 2, config.spareBytes())) {
      throw new IOException("no space left for a base snapshot of " + estimate / 2 + " bytes");
    }
    takenAt = clock.getAsLong();
    BaseSnapshot base = taker.take(stop);
    long nanos = System.nanoTime() - begun;
    listener.taken(base.summary(), Files.size(base.file()), nanos);
    return base;
  }

  /** Deletes the bases that nobody needs, and then the facts that none of the others needs. */
  void retain() throws IOException {
    List<BaseSnapshot> all = bases.all();
    Retention retention = retention(all);
    while (retention.cut() > 0 && !isSafe(all, retention)) {
      all = bases.all();
      retention = retention(all);
    }
    for (BaseSnapshot base : retention.superfluous()) {
      bases.delete(base);
    }
    if (retention.cut() > 0) {
      long rollbacks = BaseTaker.await(neededFrom.apply(retention.beginning()), stop);
      journal.retireBefore(Math.min(retention.cut(), rollbacks));
    }
    tell(retention.excess());
  }

  private Retention retention(List<BaseSnapshot> all) {
    return Retention.of(
        all,
        journal.firstPosition(),
        journal.endPosition(),
        journal.isWhole(),
        clock.getAsLong(),
        config);
  }

  /** Whether the bases that stay are whole; each is read once before facts go that it stands for. */
  private boolean isSafe(List<BaseSnapshot> all, Retention retention) throws IOException {
    for (BaseSnapshot base : all) {
      boolean stays = !retention.superfluous().contains(base);
      if (stays && base.position() > checked) {
        if (!bases.isWhole(base)) {
          return false;
        }
        checked = base.position();
      }
    }
    return true;
  }

  private void tell(long bytes) {
    if (bytes > 0 != excess > 0) {
      listener.excess(bytes);
    }
    excess = bytes;
  }

  /** Gives up what is under way, and waits for that. */
  @Override
  public void close() {
    stop.complete(true);
    ThreadEnd.await(thread);
  }
}
