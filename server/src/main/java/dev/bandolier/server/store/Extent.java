package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * A stretch of blocks of one size in one file, and a stack of those that are free (off the heap, four
 * bytes a block). The stack is the writer's; the memory is anybody's.
 */
final class Extent implements AutoCloseable {
  private static final int PAGE_WORDS = 512;

  private final ExtentFile file;
  private final ExtentMap map;
  private final int blocks;
  private final IntBuffer free;

  private Extent(ExtentFile file, ExtentMap map) {
    this.file = file;
    this.map = map;
    this.blocks = map.blocks();
    this.free = ByteBuffer.allocateDirect(blocks * Integer.BYTES).asIntBuffer();
  }

  static Extent open(ExtentFile file) throws IOException {
    return new Extent(file, ExtentMap.open(file));
  }

  /**
   * Writes a zero where there is one already into every page of a new extent: what the operating system
   * does at the first touch is then done before the writer comes.
   */
  void touch() {
    int blockWords = SizeClass.words(sizeClass());
    for (int slot = 0; slot < blocks; slot++) {
      for (int word = 0; word < blockWords; word += PAGE_WORDS) {
        memory().setLong(base(slot) + word, 0);
      }
    }
  }

  Share share() {
    return file.share();
  }

  int sizeClass() {
    return file.sizeClass();
  }

  int number() {
    return file.number();
  }

  int blocks() {
    return blocks;
  }

  /** Bytes of all its blocks, without what the file needs on top. */
  long bytes() {
    return (long) blocks() * SizeClass.bytes(sizeClass());
  }

  Memory memory() {
    return map.memory();
  }

  /** Word index of the first word of a block. */
  int base(int slot) {
    return map.base(slot);
  }

  /** Which block begins at a word index. */
  int slot(int base) {
    return map.slot(base);
  }

  int freeBlocks() {
    return free.position();
  }

  /** Remembers a block as free. */
  void push(int base) {
    free.put(base);
  }

  /** Takes the block that was last remembered as free; there is one. */
  int pop() {
    int top = free.position() - 1;
    int base = free.get(top);
    free.position(top);
    return base;
  }

  /** Shows the live blocks, but for the register. */
  void scan(BlockVisitor visitor) {
    for (int slot = 0; slot < blocks(); slot++) {
      int base = base(slot);
      long handle = Handle.of(number(), base);
      if (handle != BlockStore.REGISTER
          && !TwinBlock.isFree(memory(), base)
          && Marks.isLive(memory(), base)) {
        visitor.visit(
            handle,
            TwinBlock.kind(memory(), base),
            TwinBlock.ownerHigh(memory(), base),
            TwinBlock.ownerLow(memory(), base));
      }
    }
  }

  /** Writes everything that was changed to the disk (on Linux, fsync covers mapped pages). */
  void force() throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Unmaps the memory: nobody may touch it any more. */
  @Override
  public void close() {
    map.close();
  }
}
