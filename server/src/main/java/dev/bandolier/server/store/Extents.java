package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open extents by number. Used by the writer's thread alone. */
final class Extents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Extents.class);
  private static final int OPENING_THREADS = 2;

  private @Nullable Extent[] byNumber = new Extent[16];
  private Memory[] memories = new Memory[16];
  private int limit;

  /** A number that no extent has. */
  int nextNumber() {
    return limit++;
  }

  void add(Extent extent) {
    int number = extent.number();
    if (number >= byNumber.length) {
      int length = Math.max(number + 1, 2 * byNumber.length);
      byNumber = Arrays.copyOf(byNumber, length);
      memories = Arrays.copyOf(memories, length);
    }
    byNumber[number] = extent;
    memories[number] = extent.memory();
    limit = Math.max(limit, number + 1);
  }

  Memory memory(long handle) {
    return memories[Handle.extent(handle)];
  }

  Extent extent(long handle) {
    Extent extent = byNumber[Handle.extent(handle)];
    if (extent == null) {
      throw new IllegalArgumentException("no such block: " + handle);
    }
    return extent;
  }

  boolean has(int number) {
    return number < byNumber.length && byNumber[number] != null;
  }

  /** Those that are open, by number. */
  List<Extent> all() {
    List<Extent> all = new ArrayList<>();
    for (Extent extent : byNumber) {
      if (extent != null) {
        all.add(extent);
      }
    }
    return all;
  }

  /**
   * Opens extents side by side.
   *
   * @throws DamagedStoreException if one cannot be opened, or not within the time limit
   */
  void open(List<ExtentFile> files, Duration limit) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(OPENING_THREADS, task -> daemon(task, "store-open"));
    Deque<Future<Extent>> opening = new ArrayDeque<>();
    try {
      for (ExtentFile file : files) {
        opening.add(threads.submit(() -> Extent.open(file)));
      }
      for (ExtentFile file : files) {
        add(await(file, opening.remove(), limit));
      }
    } finally {
      threads.shutdownNow();
      awaitEnd(threads, limit);
      opening.forEach(Extents::closeIfOpen);
    }
  }

  /** Where another one could not be opened. */
  private static void closeIfOpen(Future<Extent> opening) {
    try {
      if (opening.isDone() && !opening.isCancelled()) {
        opening.get().close();
      }
    } catch (ExecutionException notOpened) {
      LOG.debug("nor could this one", notOpened);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where one could not be opened: a file still being opened would come back after its deletion. */
  private static void awaitEnd(ExecutorService threads, Duration limit) throws IOException {
    try {
      if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("an extent is still being opened after {}", limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while extents were being opened", e);
    }
  }

  void force() throws IOException {
    for (Extent extent : all()) {
      extent.force();
    }
  }

  /** Unmaps everything. */
  @Override
  public void close() {
    all().forEach(Extent::close);
    byNumber = new Extent[16];
    memories = new Memory[16];
    limit = 0;
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static Extent await(ExtentFile file, Future<Extent> opening, Duration limit)
      throws IOException {
    String name = "extent " + file.path().getFileName();
    try {
      return opening.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DamagedStoreException(name + " was not open after " + limit, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AccessDeniedException denied) {
        throw denied;
      }
      throw new DamagedStoreException(name + " cannot be opened: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening " + name, e);
    }
  }
}
