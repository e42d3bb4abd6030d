package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of every size and for every share, and the thread that makes more of them. {@link #fits} and
 * {@link #usage} are for any thread, the rest for the writer's.
 */
final class Shelves implements Shelf.Maker, AutoCloseable {
  private final Path directory;
  private final StoreConfig config;
  private final Extents extents;
  private final Budget armBudget;
  private final Budget ledgerBudget;
  private final Shelf[] arms = new Shelf[SizeClass.COUNT];
  private final Shelf[] ledger = new Shelf[SizeClass.COUNT];
  private @Nullable DiskPatience patience;
  private final ExecutorService grower =
      Executors.newSingleThreadExecutor(task -> Extents.daemon(task, "store-grow"));

  Shelves(Path directory, StoreConfig config, Extents extents, StoreListener listener) {
    this.directory = directory;
    this.config = config;
    this.extents = extents;
    this.armBudget = new Budget(config.armBytes());
    this.ledgerBudget = new Budget(config.ledgerBytes());
    for (Share share : Share.values()) {
      Arrays.setAll(
          shelves(share), size -> new Shelf(share, size, config, budget(share), listener, this));
    }
  }

  /** Makes the extent that holds the register, on the caller's thread. */
  Extent makeFirst() throws IOException {
    int blocks = ExtentMap.fillingPages(config.firstExtentBytes() / SizeClass.bytes(0), 0);
    Extent extent =
        Extent.open(ExtentMap.create(directory, Share.ARMS, 0, extents.nextNumber(), blocks));
    extents.add(extent);
    for (int slot = blocks - 1; slot > 0; slot--) {
      extent.push(extent.base(slot));
    }
    return extent;
  }

  /** Puts an extent, whose free blocks are known, to use. */
  void add(Extent extent, long usedBytes) {
    Budget budget = budget(extent.share());
    budget.take(extent.bytes());
    budget.use(usedBytes);
    shelf(extent.share(), extent.sizeClass()).add(extent);
  }

  /** A free block, now in use, or {@link BlockStore#FULL}. */
  long take(Share share, int sizeClass) {
    long handle = shelf(share, sizeClass).take();
    if (handle != BlockStore.FULL) {
      budget(share).use(SizeClass.bytes(sizeClass));
    }
    return handle;
  }

  void putBack(long handle) {
    Extent extent = extents.extent(handle);
    shelf(extent.share(), extent.sizeClass()).putBack(extent, Handle.base(handle));
    budget(extent.share()).use(-SizeClass.bytes(extent.sizeClass()));
  }

  boolean fits(Demand demand) {
    for (Share share : Share.values()) {
      long left = budget(share).left();
      for (int sizeClass = 0; sizeClass < SizeClass.COUNT && left >= 0; sizeClass++) {
        left -= shelf(share, sizeClass).cost(demand.count(share, sizeClass), left);
      }
      if (left < 0) {
        return false;
      }
    }
    return true;
  }

  boolean fits(Share share, int sizeClass, int count) {
    long left = budget(share).left();
    return shelf(share, sizeClass).cost(count, left) <= left;
  }

  Usage usage(Share share) {
    return budget(share).usage();
  }

  @Override
  public Future<Extent> make(Share share, int sizeClass, int blocks) {
    int number = extents.nextNumber();
    return grower.submit(
        () -> {
          Extent extent =
              Extent.open(ExtentMap.create(directory, share, sizeClass, number, blocks));
          for (int slot = blocks - 1; slot >= 0; slot--) {
            extent.push(extent.base(slot));
          }
          extent.touch();
          return extent;
        });
  }

  /** What to do from now on when an extent is refused by the disk. */
  void patience(DiskPatience chosen) {
    patience = chosen;
  }

  @Override
  public boolean triesAgain(IOException cause) {
    DiskPatience chosen = patience;
    if (chosen != null) {
      chosen.await(cause);
    }
    return chosen != null;
  }

  @Override
  public void adopted(Extent extent) {
    extents.add(extent);
  }

  /** Forgets all extents, once none is being made. */
  void clear() {
    for (Share share : Share.values()) {
      for (Shelf shelf : shelves(share)) {
        shelf.clear();
      }
      budget(share).clear();
    }
  }

  /** Ends the thread that makes extents. */
  @Override
  public void close() {
    clear();
    grower.shutdown();
  }

  private Shelf shelf(Share share, int sizeClass) {
    return shelves(share)[sizeClass];
  }

  private Shelf[] shelves(Share share) {
    return share == Share.ARMS ? arms : ledger;
  }

  private Budget budget(Share share) {
    return share == Share.ARMS ? armBudget : ledgerBudget;
  }
}
