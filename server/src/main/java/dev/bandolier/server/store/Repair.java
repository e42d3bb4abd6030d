package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;

/**
 * Goes once over every block of an opened store: puts back what an unfinished step published, frees
 * what it made and what was freed, and checks that the rest is what the register says.
 *
 * <p>Being killed in here does no harm: it is the same again next time. Writer's thread only.
 */
final class Repair {
  private final Register register;
  private final boolean afterKill;
  private final boolean verify;
  private final long lastPosition;
  private final int lastStep;
  private int reverted;
  private int freed;
  private long blocks;
  private long digest;

  Repair(Register register, boolean afterKill, boolean verify) {
    this.register = register;
    this.afterKill = afterKill;
    this.verify = verify;
    this.lastPosition = register.position();
    this.lastStep = register.step();
  }

  /**
   * Repairs an extent and finds its free blocks.
   *
   * @return bytes of its live blocks
   */
  long run(Extent extent) throws DamagedStoreException {
    int blockBytes = SizeClass.bytes(extent.sizeClass());
    long used = 0;
    for (int slot = extent.blocks() - 1; slot >= 0; slot--) {
      int base = extent.base(slot);
      long handle = Handle.of(extent.number(), base);
      if (handle == BlockStore.REGISTER || settle(extent, handle, base)) {
        used += blockBytes;
      } else {
        extent.push(base);
      }
    }
    return used;
  }

  /** Ends the repair: all extents were seen. */
  Recovery finish() throws DamagedStoreException {
    if (blocks != register.blocks() || digest != register.digest()) {
      throw new DamagedStoreException(
          "found " + blocks + " blocks, which are not the " + register.blocks() + " there were");
    }
    return afterKill ? new Recovery.AfterKill(reverted, freed) : new Recovery.Clean();
  }

  private boolean settle(Extent extent, long handle, int base) throws DamagedStoreException {
    Memory memory = extent.memory();
    if (TwinBlock.isFree(memory, base)) {
      return false;
    }
    checkShape(extent, base);
    if (afterKill) {
      undo(memory, base);
    }
    if (!Marks.isLive(memory, base)) {
      TwinBlock.free(memory, base);
      return false;
    }
    check(memory, base);
    blocks++;
    digest += Register.digest(handle, memory, base);
    return true;
  }

  private void undo(Memory memory, int base) {
    Marks.unstage(memory, TwinBlock.other(memory, base));
    if (isUnfinished(memory, base)) {
      TwinBlock.revert(memory, base);
      reverted++;
    }
    if (Marks.isUnborn(memory, base)) {
      freed++;
    }
  }

  private void check(Memory memory, int base) throws DamagedStoreException {
    if (isUnfinished(memory, base)) {
      throw new DamagedStoreException("a block is later than the last step");
    }
    if (verify && !TwinBlock.verifyChecksum(memory, base)) {
      throw new DamagedStoreException("a block's checksum is wrong");
    }
  }

  private boolean isUnfinished(Memory memory, int base) {
    long position = TwinBlock.positionOf(memory, base);
    return position > lastPosition
        || position == lastPosition && Marks.stepOf(memory, base) > lastStep;
  }

  private static void checkShape(Extent extent, int base) throws DamagedStoreException {
    int payloadWords = TwinBlock.payloadWords(extent.memory(), base);
    if (payloadWords < 0
        || payloadWords > SizeClass.words(extent.sizeClass())
        || TwinBlock.words(payloadWords) > SizeClass.words(extent.sizeClass())) {
      throw new DamagedStoreException("a block claims to be larger than it can be");
    }
  }
}
