package dev.bandolier.server.model;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which journal position a campaign's posteriors stand at: a sequence lock over all its blocks. The one
 * writer brackets every change; a reader that finds the version finished and unchanged afterwards has
 * seen the posteriors of that very version. Any thread may read.
 */
public final class ModelVersion {

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong position;

  /** Starts at a journal position. */
  public ModelVersion(long position) {
    this.position = new AtomicLong(position);
  }

  /** The writer is about to change blocks. */
  public void begin() {
    begun.setOpaque(begun.getPlain() + 1);
    VarHandle.storeStoreFence();
  }

  /** The writer has changed them, by the fact at that position. */
  public void finish(long newPosition) {
    position.setOpaque(newPosition);
    finished.setRelease(begun.getPlain());
  }

  /** Begins a read: how many changes are finished; what is read afterwards is at least as new. */
  public long changes() {
    return finished.getAcquire();
  }

  /** The position of the change that was finished last. */
  public long position() {
    return position.getOpaque();
  }

  /** Ends a read: whether no change has begun since so many were finished. */
  public boolean unchangedSince(long changes) {
    VarHandle.acquireFence();
    return begun.getOpaque() == changes;
  }
}
