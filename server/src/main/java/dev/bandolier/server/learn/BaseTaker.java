package dev.bandolier.server.learn;

import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.store.BlockFilter;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageCapture;
import dev.bandolier.server.store.ImagePipe;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.server.store.ImageWriter;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a base snapshot while learning goes on: the learner's thread copies {@link #BLOCKS_PER_TURN} blocks
 * between two turns, and what it is about to change; the caller's thread writes them. What is copied and
 * not written yet is bounded: beyond {@link #CHUNKS} chunks the learner waits for the disk.
 */
final class BaseTaker {

  static final int BLOCKS_PER_TURN = 512;

  private static final int CHUNKS = 128;

  private final Between learner;
  private final BlockStore store;
  private final Journal journal;
  private final Catalog catalog;
  private final BaseSnapshots bases;
  private final LongSupplier foldedTime;

  /** Somebody who answers on the learner's thread, between two steps. */
  interface Between {
    <T> CompletableFuture<T> ask(Supplier<T> question);
  }

  /** An image that has begun, and the journal time of the last fact in it. */
  private record Begun(ImageCapture capture, long time) {}

  BaseTaker(
      Between learner,
      BlockStore store,
      Journal journal,
      Catalog catalog,
      BaseSnapshots bases,
      LongSupplier foldedTime) {
    this.learner = learner;
    this.store = store;
    this.journal = journal;
    this.catalog = catalog;
    this.bases = bases;
    this.foldedTime = foldedTime;
  }

  /**
   * Takes one and gives it its name, once the journal is on the disk up to its position.
   *
   * @param stop completes to make it give up
   * @throws IOException if it cannot be written, or was given up
   */
  BaseSnapshot take(CompletableFuture<?> stop) throws IOException {
    try (ImagePipe pipe = new ImagePipe(CHUNKS)) {
      CompletableFuture<Void> closed = stop.thenRun(pipe::close);
      Begun begun = await(learner.ask(() -> begin(pipe)), closed);
      try {
        return take(begun, pipe, closed);
      } finally {
        begun.capture().cancel();
      }
    } catch (CompletionException e) {
      throw new IOException("the learner or the journal has stopped", e.getCause());
    }
  }

  /** Waits for an answer, or gives up when it is to stop. */
  static <T extends @Nullable Object> T await(
      CompletableFuture<T> answer, CompletableFuture<?> stop) throws IOException {
    CompletableFuture.anyOf(answer, stop).join();
    if (stop.isDone()) {
      throw new IOException("stopped while bases were being looked after");
    }
    return answer.join();
  }

  private Begun begin(ImagePipe pipe) {
    return new Begun(store.beginImage(BlockFilter.ALL, pipe), foldedTime.getAsLong());
  }

  private BaseSnapshot take(Begun begun, ImagePipe pipe, CompletableFuture<Void> stop)
      throws IOException {
    ImageCapture capture = begun.capture();
    OldestFact oldest = new OldestFact();
    try (ImageWriter file =
        ImageWriter.create(
            bases.file(capture.position()),
            capture.position(),
            capture.step(),
            begun.time(),
            oldest)) {
      CatalogNotes.write(catalog, capture.position(), file);
      boolean complete = false;
      while (!complete) {
        CompletableFuture<Boolean> answer = learner.ask(() -> advance(capture, pipe));
        drain(answer, stop, pipe, file);
        complete = await(answer, stop);
      }
      ImageSummary summary = file.finish(oldest.position());
      await(journal.whenDurable(capture.position()), stop);
      publish(file);
      return new BaseSnapshot(bases.file(capture.position()), summary);
    }
  }

  private static boolean advance(ImageCapture capture, ImagePipe pipe) {
    boolean complete = capture.advance(BLOCKS_PER_TURN);
    if (complete) {
      pipe.flush();
    }
    return complete;
  }

  /** Writes what comes while it waits: the learner may be waiting for that. */
  private static void drain(
      CompletableFuture<?> answer, CompletableFuture<Void> stop, ImagePipe pipe, ImageWriter file)
      throws IOException {
    CompletableFuture<?> unused = answer.whenComplete((value, failure) -> pipe.wake());
    while (!answer.isDone() && !stop.isDone()) {
      pipe.drain(file);
    }
    if (answer.isDone()) {
      pipe.wake();
      pipe.drain(file);
    }
  }

  private static void publish(ImageWriter file) throws IOException {
    Failpoint.pass("base.rename.before");
    file.publish();
    Failpoint.pass("base.rename.after");
  }
}
