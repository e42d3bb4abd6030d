package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;

/**
 * The block that says which step was finished last, and what all live blocks amount to then: their
 * number, and the sum of their digests. A digest covers a block's handle, owner, kind and the
 * checksum of its current copy, so a block that is lost, stale or out of place is noticed.
 *
 * <p>Lies at handle 0. Flipping it is what finishes a step. Writer's thread only.
 */
final class Register {
  private static final int KIND = 0x7F;
  private static final long OWNER = 0x7265676973746572L;
  private static final int PAYLOAD_WORDS = 8;
  private static final int BLOCKS = 0;
  private static final int DIGEST = 1;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final Memory memory;

  private Register(Memory memory) {
    this.memory = memory;
  }

  static Register create(Memory memory) {
    TwinBlock.initialise(memory, 0, KIND, OWNER, OWNER, PAYLOAD_WORDS);
    return new Register(memory);
  }

  /**
   * Reads the register of an existing store.
   *
   * @throws DamagedStoreException if it is not one
   */
  static Register read(Memory memory) throws DamagedStoreException {
    if (TwinBlock.ownerHigh(memory, 0) != OWNER
        || TwinBlock.ownerLow(memory, 0) != OWNER
        || TwinBlock.payloadWords(memory, 0) != PAYLOAD_WORDS
        || !TwinBlock.verifyChecksum(memory, 0)) {
      throw new DamagedStoreException("the register is damaged");
    }
    return new Register(memory);
  }

  /** What one live block adds to the sum. */
  static long digest(long handle, Memory memory, int base) {
    long identity = mix(handle + ODD) ^ TwinBlock.kind(memory, base);
    long owner = mix(mix(TwinBlock.ownerHigh(memory, base)) + TwinBlock.ownerLow(memory, base));
    return mix(mix(identity + owner) + TwinBlock.checksumOf(memory, base));
  }

  long position() {
    return TwinBlock.positionOf(memory, 0);
  }

  int step() {
    return TwinBlock.stepOf(memory, 0);
  }

  long blocks() {
    return memory.getLong(TwinBlock.current(memory, 0) + BLOCKS);
  }

  long digest() {
    return memory.getLong(TwinBlock.current(memory, 0) + DIGEST);
  }

  /** Whether a step is later than the one that was finished last. */
  boolean isBefore(long position, int step) {
    return position > position() || position == position() && step > step();
  }

  void finish(long position, int step, long moreBlocks, long moreDigest) {
    int payload = TwinBlock.stage(memory, 0);
    memory.setLong(payload + BLOCKS, memory.getLong(payload + BLOCKS) + moreBlocks);
    memory.setLong(payload + DIGEST, memory.getLong(payload + DIGEST) + moreDigest);
    TwinBlock.publish(memory, 0, position, step);
  }

  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
