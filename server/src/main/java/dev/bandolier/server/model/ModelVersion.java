package dev.bandolier.server.model;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which journal position a campaign's posteriors stand at: a sequence lock over all its blocks. The one
 * writer brackets every change; a reader that finds the version finished and unchanged afterwards has
 * seen the posteriors of that very version. Any thread may read.
 */
public final class ModelVersion {

  private final AtomicLong begun;
  private final AtomicLong finished;

  /** Starts at a journal position. */
  public ModelVersion(long position) {
    begun = new AtomicLong(position);
    finished = new AtomicLong(position);
  }

  /** The writer is about to change blocks, by the fact at that position. */
  public void begin(long position) {
    begun.setOpaque(position);
    VarHandle.storeStoreFence();
  }

  /** The writer has changed them. */
  public void finish(long position) {
    finished.setRelease(position);
  }

  /** The last version that is whole; what is read afterwards is at least as new. */
  public long finished() {
    return finished.getAcquire();
  }

  /** Whether nothing has begun to change since that version was finished; ends a read. */
  public boolean unchangedSince(long version) {
    VarHandle.acquireFence();
    return begun.getOpaque() == version;
  }
}
