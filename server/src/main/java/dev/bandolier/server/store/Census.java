package dev.bandolier.server.store;

import dev.bandolier.server.model.TwinBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The live blocks of a store as they are now, in the order of kind and owner: an order that does not
 * depend on where blocks lie. Writer's thread, between steps; valid until the next step.
 */
public final class Census {

  private static final Comparator<Block> ORDER =
      Comparator.comparingInt(Block::kind)
          .thenComparingLong(Block::ownerHigh)
          .thenComparingLong(Block::ownerLow);

  /** One live block. */
  public record Block(int kind, long ownerHigh, long ownerLow, long handle)
      implements Comparable<Block> {

    @Override
    public int compareTo(Block other) {
      return ORDER.compare(this, other);
    }
  }

  private final BlockStore store;
  private final List<Block> blocks;

  private Census(BlockStore store, List<Block> blocks) {
    this.store = store;
    this.blocks = blocks;
  }

  /** Counts the live blocks of a store. */
  public static Census of(BlockStore store) {
    List<Block> found = new ArrayList<>();
    store.scan((handle, kind, high, low) -> found.add(new Block(kind, high, low, handle)));
    found.sort(ORDER);
    return new Census(store, found);
  }

  /** The blocks in order. */
  public List<Block> blocks() {
    return blocks;
  }

  /** How many blocks of a kind there are. */
  public long count(int kind) {
    return blocks.stream().filter(block -> block.kind() == kind).count();
  }

  /** Words of a block's payload. */
  public int words(Block block) {
    return TwinBlock.payloadWords(store.memory(block.handle()), store.base(block.handle()));
  }

  /** One word of a block's payload. */
  public long word(Block block, int index) {
    return store.memory(block.handle()).getLong(store.current(block.handle()) + index);
  }

  /** The {@link BlockDigest} of all blocks. */
  public String digest() {
    return BlockDigest.of(store);
  }
}
