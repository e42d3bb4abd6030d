package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Carries the blocks of an image from the writer's thread to one that writes a file, in a bounded number
 * of chunks of 256 KiB outside the heap.
 *
 * <p>Where all chunks are full, the writer's thread waits in {@link #block} for the other one, which
 * therefore never waits for the writer's thread without draining. {@link #close} lets everybody go.
 */
public final class ImagePipe implements ImageSink, AutoCloseable {
  private static final int CHUNK_BYTES = 256 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ByteBuffer> full = new ArrayDeque<>();
  private final Deque<ByteBuffer> empty = new ArrayDeque<>();
  private final int limit;
  private ByteBuffer filling = ImageFormat.buffer(CHUNK_BYTES);
  private int out;
  private boolean woken;
  private boolean closed;

  /**
   * Makes an empty one.
   *
   * @param chunks how many may wait to be written, at least 1; a block that is larger than a chunk makes
   *     one of its own
   */
  public ImagePipe(int chunks) {
    limit = chunks;
  }

  /** Copies a block. On the writer's thread. */
  @Override
  public void block(
      int kind, long ownerHigh, long ownerLow, Memory memory, int payload, int payloadWords) {
    int bytes = ImageFormat.blockBytes(payloadWords);
    if (filling.remaining() < bytes) {
      flush();
      filling = bytes > CHUNK_BYTES ? ImageFormat.buffer(bytes) : fresh();
    }
    ImageFormat.putBlock(filling, kind, ownerHigh, ownerLow, memory, payload, payloadWords);
  }

  /** Hands over what has come so far. On the writer's thread. */
  public void flush() {
    if (filling.position() > 0) {
      hand(filling.flip());
      filling = fresh();
    }
  }

  private void hand(ByteBuffer chunk) {
    lock.lock();
    try {
      while (out >= limit && !closed) {
        changed.awaitUninterruptibly();
      }
      if (!closed) {
        full.add(chunk);
        out++;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private ByteBuffer fresh() {
    lock.lock();
    try {
      ByteBuffer used = empty.poll();
      return used == null ? ImageFormat.buffer(CHUNK_BYTES) : used.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #drain} return when it has written what is there now. Any thread. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what comes, until {@link #wake}. On the thread that writes the file. */
  public void drain(ImageWriter file) throws IOException {
    for (ByteBuffer chunk = take(); chunk != null; chunk = take()) {
      file.blocks(chunk);
      giveBack(chunk);
    }
  }

  private @Nullable ByteBuffer take() {
    lock.lock();
    try {
      while (full.isEmpty() && !woken && !closed) {
        changed.awaitUninterruptibly();
      }
      if (full.isEmpty()) {
        woken = false;
      }
      return full.poll();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(ByteBuffer chunk) {
    lock.lock();
    try {
      out--;
      if (chunk.capacity() == CHUNK_BYTES) {
        empty.add(chunk);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what comes from now on; nobody waits any more. Any thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
