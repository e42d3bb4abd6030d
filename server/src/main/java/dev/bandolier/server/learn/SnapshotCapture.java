package dev.bandolier.server.learn;

import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageCapture;
import dev.bandolier.server.store.ImagePipe;
import dev.bandolier.server.store.ImageSink;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.server.store.ImageWriter;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * One snapshot in the making: the folding thread passes the store's blocks by, a bounded number at a
 * time, while it goes on folding; another thread writes the campaign's own to a file, which gets its
 * name once the journal has the snapshot's fact on disk.
 */
final class SnapshotCapture {

  private static final int CHUNKS = 32;

  private final CompletableFuture<Snapshot> whole = new CompletableFuture<>();
  private final ImagePipe pipe = new ImagePipe(CHUNKS);
  private final Path file;
  private final Snapshot description;
  private final long time;
  private final ImageCapture capture;
  private final Own own;
  private final LongFunction<CompletableFuture<?>> durable;
  private final Thread writer;
  private boolean over;

  /**
   * Begins one of the store as it is now, between two steps.
   *
   * @param description without what is known only once the file is written
   * @param durable tells when the fact at a position is on disk
   */
  SnapshotCapture(
      BlockStore store,
      int campaign,
      Path file,
      Snapshot description,
      long time,
      LongFunction<CompletableFuture<?>> durable) {
    this.file = file;
    this.description = description;
    this.time = time;
    this.durable = durable;
    this.own = new Own(campaign, pipe);
    this.capture =
        store.beginImage((kind, hi, lo) -> SnapshotBlocks.mayBelong(campaign, kind, hi), own);
    this.writer = new Thread(this::write, "snapshot");
    writer.setDaemon(true);
    writer.start();
  }

  /** Completes once the file is on disk, with its description. */
  CompletableFuture<Snapshot> whole() {
    return whole;
  }

  /**
   * Goes on over some more blocks. The folding thread.
   *
   * @return whether nothing is left to be done here
   */
  boolean advance(int blocks) {
    if (!over && (capture.advance(blocks) || whole.isDone())) {
      over = true;
      pipe.flush();
      pipe.wake();
    }
    return over;
  }

  /** Passes all blocks by and waits for the file. The folding thread. */
  void finish() {
    while (!advance(1 << 16)) {
      Thread.onSpinWait();
    }
    whole.handle((snapshot, failure) -> 0).join();
  }

  /** Ends it without a file, unless it is whole. The folding thread. */
  void cancel() {
    whole.completeExceptionally(new IOException("the snapshot was not finished"));
    capture.cancel();
    pipe.close();
  }

  private void write() {
    try (ImageWriter image =
        ImageWriter.create(file, capture.position(), capture.step(), time, ImageVisitor.NONE)) {
      image.note(SnapshotFiles.DESCRIPTION, ByteBuffer.wrap(description.toByteArray()));
      pipe.drain(image);
      ImageSummary summary = image.finish(own.oldest);
      durable.apply(capture.position()).join();
      publish(image, summary);
    } catch (IOException | RuntimeException e) {
      whole.completeExceptionally(e);
      capture.cancel();
      pipe.close();
    }
  }

  private void publish(ImageWriter image, ImageSummary summary) throws IOException {
    if (!whole.isDone()) {
      Failpoint.pass("snapshot.rename.before");
      image.publish();
      Failpoint.pass("snapshot.rename.after");
      whole.complete(complete(description, summary, Files.size(file)));
    }
  }

  /** A description with what the file says about itself. */
  static Snapshot complete(Snapshot description, ImageSummary summary, long bytes) {
    return description.toBuilder().setDigest(summary.digest()).setBytes(bytes).build();
  }

  /** Lets the campaign's own blocks through, and follows what they point to. */
  private static final class Own implements ImageSink {
    private final int campaign;
    private final ImageSink target;
    private volatile long oldest = Long.MAX_VALUE;

    Own(int campaign, ImageSink target) {
      this.campaign = campaign;
      this.target = target;
    }

    @Override
    public void block(int kind, long hi, long lo, Memory memory, int payload, int payloadWords) {
      if (SnapshotBlocks.belongs(campaign, kind, memory, payload)) {
        long needed = SnapshotBlocks.oldest(kind, memory, payload);
        oldest = needed < oldest ? needed : oldest;
        target.block(kind, hi, lo, memory, payload, payloadWords);
      }
    }
  }
}
