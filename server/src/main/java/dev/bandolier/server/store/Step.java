package dev.bandolier.server.store;

import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.util.function.LongConsumer;

/**
 * The step in the making: which blocks it has touched, in the order of the first touch. Publishing
 * goes in that order, the register last; what a kill leaves half published is put back by {@link
 * Repair}. Writer's thread only.
 */
final class Step {
  private final Extents extents;
  private final Captures captures;
  private final Deltas deltas = new Deltas();
  private final LongQueue staged = new LongQueue();
  private long stamp = -1;
  private long moreBlocks;
  private long moreDigest;

  Step(Extents extents, Captures captures) {
    this.extents = extents;
    this.captures = captures;
  }

  /** Opens the other copy of a block, equal to the current one at the first touch. */
  int stage(long handle) {
    Memory memory = extents.memory(handle);
    int base = Handle.base(handle);
    int other = TwinBlock.other(memory, base);
    if (Marks.isStaged(memory, other, stamp)) {
      Marks.whole(memory, other);
    } else {
      captures.beforeChange(handle);
      TwinBlock.stage(memory, base);
      mark(handle, memory, other);
    }
    return other;
  }

  /** As {@link #stage}, of an arm whose changes are noted, and which may lack its inverse at the first touch. */
  ArmDelta stageArm(long handle) {
    Memory memory = extents.memory(handle);
    int base = Handle.base(handle);
    int other = TwinBlock.other(memory, base);
    if (Marks.isStaged(memory, other, stamp)) {
      return Marks.isNoted(memory, other) ? deltas.of(handle) : ArmDelta.NONE;
    }
    captures.beforeChange(handle);
    ArmDelta delta = deltas.claim(handle, memory, base, stamp);
    if (delta == ArmDelta.NONE) {
      ArmDelta.stageWhole(memory, base);
      mark(handle, memory, other);
    } else {
      delta.stage(memory, base);
      mark(handle, memory, other);
      Marks.noted(memory, other);
    }
    return delta;
  }

  /** Opens a block that was just made, all zeros. */
  void stageNew(long handle) {
    Memory memory = extents.memory(handle);
    captures.born(handle);
    mark(handle, memory, TwinBlock.other(memory, Handle.base(handle)));
  }

  int current(long handle) {
    Memory memory = extents.memory(handle);
    int base = Handle.base(handle);
    int other = TwinBlock.other(memory, base);
    return Marks.isStaged(memory, other, stamp) ? other : TwinBlock.current(memory, base);
  }

  /** Whether a block that was once made here is still there, with this step's changes. */
  boolean isLive(long handle) {
    Memory memory = extents.memory(handle);
    int base = Handle.base(handle);
    int other = TwinBlock.other(memory, base);
    return Marks.isStaged(memory, other, stamp)
        ? !Marks.isDoomed(memory, other)
        : !TwinBlock.isFree(memory, base) && Marks.isLive(memory, base);
  }

  void doom(long handle) {
    Marks.doom(extents.memory(handle), stage(handle));
  }

  /** Publishes every block and then the register; the blocks that are gone join the quarantine. */
  void publish(long position, int step, Register register, LongQueue gone) {
    moreBlocks = 0;
    moreDigest = 0;
    for (int i = 0; i < staged.size(); i++) {
      long handle = staged.get(i);
      if (publish(handle, position, step)) {
        gone.add(handle);
      }
    }
    Failpoint.pass("store.register.before");
    register.finish(position, step, moreBlocks, moreDigest);
    Failpoint.pass("store.register.after");
    next();
  }

  /** Forgets the step; the blocks made in it are given to {@code unborn}. */
  void abandon(LongConsumer unborn) {
    // The other copies are what the step has made of them, of which their sequences say nothing.
    deltas.clear();
    for (int i = 0; i < staged.size(); i++) {
      long handle = staged.get(i);
      Memory memory = extents.memory(handle);
      int base = Handle.base(handle);
      Marks.unstage(memory, TwinBlock.other(memory, base));
      if (Marks.isUnborn(memory, base)) {
        unborn.accept(handle);
      }
    }
    next();
  }

  /** Forgets the step without touching its blocks, which are about to be thrown away. */
  void forget() {
    deltas.clear();
    next();
  }

  private void mark(long handle, Memory memory, int other) {
    Marks.stage(memory, other, stamp);
    staged.add(handle);
  }

  private boolean publish(long handle, long position, int step) {
    Memory memory = extents.memory(handle);
    int base = Handle.base(handle);
    boolean doomed = Marks.isDoomed(memory, TwinBlock.other(memory, base));
    count(handle, memory, base, -1);
    Failpoint.pass("store.block.before");
    if (Marks.isNoted(memory, TwinBlock.other(memory, base))) {
      deltas.of(handle).publish(memory, base, position, step);
    } else {
      TwinBlock.publish(memory, base, position, doomed ? ~step : step);
    }
    Failpoint.pass("store.block.after");
    count(handle, memory, base, 1);
    return doomed;
  }

  private void count(long handle, Memory memory, int base, int sign) {
    if (Marks.isLive(memory, base)) {
      moreBlocks += sign;
      moreDigest += sign * Register.digest(handle, memory, base);
    }
  }

  /** Throws if anything was touched since the last step. */
  void requireEmpty() {
    if (staged.size() > 0) {
      throw new IllegalStateException("a step has begun");
    }
  }

  private void next() {
    staged.clear();
    stamp--;
  }
}
