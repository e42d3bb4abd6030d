package dev.bandolier.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All blocks of one size that one share pays for. Used by the writer's thread; only the counts are
 * read by others.
 *
 * <p>Extents grow by doubling up to a limit, and by less where less is left of the budget. They are
 * made on a thread of their own: the writer waits for one only if nothing is free; the ledger's are
 * made ahead, when half of the last one is left.
 */
final class Shelf {
  private static final int PATIENCE = 1024;
  private static final int DOUBLINGS = 24;

  private final Share share;
  private final int sizeClass;
  private final StoreConfig config;
  private final Budget budget;
  private final StoreListener listener;
  private final Maker maker;
  private final List<Extent> extents = new ArrayList<>();
  private @Nullable Growth growth;
  private @Nullable IOException failure;
  private int hint;
  private int pause;
  private final AtomicInteger free = new AtomicInteger();
  private volatile int coming;
  private volatile int planned;

  Shelf(
      Share share,
      int sizeClass,
      StoreConfig config,
      Budget budget,
      StoreListener listener,
      Maker maker) {
    this.share = share;
    this.sizeClass = sizeClass;
    this.config = config;
    this.budget = budget;
    this.listener = listener;
    this.maker = maker;
  }

  /** Makes extents elsewhere, and is told when one is taken into use. */
  interface Maker {
    Future<Extent> make(Share share, int sizeClass, int blocks);

    /** An extent that is needed could not be made; whether to try again, perhaps after some time. */
    boolean triesAgain(IOException cause);

    void adopted(Extent extent);
  }

  /** Adds an extent that is there already; its free blocks are known. */
  void add(Extent extent) {
    extents.add(extent);
    planned = extents.size();
    addFree(extent.freeBlocks());
  }

  /** A free block, or {@link BlockStore#FULL}. */
  long take() {
    if (growth != null && growth.isDone()) {
      adopt(growth);
    }
    while (free.get() == 0 && !growNow()) {
      if (!triesAgain(failure)) {
        listener.refused(share, SizeClass.bytes(sizeClass));
        return BlockStore.FULL;
      }
    }
    growAhead();
    Extent extent = withFreeBlock();
    addFree(-1);
    return Handle.of(extent.number(), extent.pop());
  }

  void putBack(Extent extent, int base) {
    extent.push(base);
    addFree(1);
  }

  /**
   * Bytes that the budget has to have left for so many blocks.
   *
   * @param left bytes that are left at most
   * @return more than {@code left} if that is not enough
   */
  long cost(long blocks, long left) {
    long missing = blocks - free.get() - coming;
    long cost = 0;
    for (int count = planned; missing > 0; count++) {
      int next = nextBlocks(count, left - cost);
      if (next == 0) {
        return left + 1;
      }
      missing -= next;
      cost += (long) next * SizeClass.bytes(sizeClass);
    }
    return cost;
  }

  /** Waits for an extent that is being made, and forgets it and all others. */
  void clear() {
    if (growth != null) {
      adopt(growth);
    }
    extents.clear();
    planned = 0;
    free.set(0);
    failure = null;
    hint = 0;
    pause = 0;
  }

  private boolean triesAgain(@Nullable IOException cause) {
    int paused = pause;
    pause = 0;
    boolean again = cause != null && maker.triesAgain(cause);
    pause = again ? 0 : paused;
    return again;
  }

  private boolean growNow() {
    startGrowing();
    return growth != null && adopt(growth);
  }

  private void growAhead() {
    int last = extents.get(extents.size() - 1).blocks();
    if (share == Share.LEDGER && free.get() <= last / 2) {
      startGrowing();
    }
  }

  private void startGrowing() {
    if (growth != null || pause > 0) {
      pause = Math.max(0, pause - 1);
      return;
    }
    int blocks = nextBlocks(extents.size(), budget.left());
    long bytes = (long) blocks * SizeClass.bytes(sizeClass);
    failure = null;
    if (blocks > 0 && budget.tryTake(bytes)) {
      coming = blocks;
      planned = extents.size() + 1;
      growth = new Growth(maker.make(share, sizeClass, blocks), bytes);
    }
  }

  private boolean adopt(Growth finished) {
    growth = null;
    coming = 0;
    try {
      Extent extent = finished.await();
      maker.adopted(extent);
      add(extent);
      listener.grew(share, SizeClass.bytes(sizeClass), extent.blocks());
      return true;
    } catch (ExecutionException e) {
      budget.giveBack(finished.bytes());
      planned = extents.size();
      pause = PATIENCE;
      failure = inputOutput(e.getCause());
      listener.couldNotGrow(share, SizeClass.bytes(sizeClass), failure);
      return false;
    }
  }

  private int nextBlocks(int count, long left) {
    long wanted = (long) config.firstExtentBytes() << Math.min(count, DOUBLINGS);
    long bytes = Math.min(wanted, config.largestExtentBytes());
    int size = SizeClass.bytes(sizeClass);
    int blocks = (int) Math.min(Math.max(1, bytes / size), left / size);
    return ExtentMap.fillingPages(blocks, sizeClass);
  }

  private Extent withFreeBlock() {
    while (extents.get(hint).freeBlocks() == 0) {
      hint = (hint + 1) % extents.size();
    }
    return extents.get(hint);
  }

  /** Only the writer changes the count, so a plain sum is whole. */
  private void addFree(int blocks) {
    free.lazySet(free.get() + blocks);
  }

  private static IOException inputOutput(@Nullable Throwable cause) {
    return cause instanceof IOException known ? known : new IOException(cause);
  }
}
