package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * An image of the store in the making, while steps go on: the blocks as they are when it begins, each
 * given to the sink once. Most come when {@link #advance} passes by; one that a step is about to change
 * or free comes just before that (copy on write). Blocks that are freed already, or made later, are
 * not in it.
 *
 * <p>For the writer's thread, but for {@link #cancel}, {@link #position} and {@link #step}. Costs a bit
 * for each block there is room for.
 */
public final class ImageCapture {
  private static final int MOST_WORDS_AT_ONCE = 1 << 15;

  private final BlockFilter filter;
  private final ImageSink sink;
  private final long position;
  private final int step;
  private final List<Extent> extents;
  private final List<long[]> seen = new ArrayList<>();
  private final int[] indexOf;
  private int index;
  private int slot;
  private volatile boolean cancelled;

  ImageCapture(Extents extents, long position, int step, BlockFilter filter, ImageSink sink) {
    this.extents = extents.all();
    this.position = position;
    this.step = step;
    this.filter = filter;
    this.sink = sink;
    this.indexOf = new int[this.extents.get(this.extents.size() - 1).number() + 1];
    for (int i = 0; i < this.extents.size(); i++) {
      Extent extent = this.extents.get(i);
      indexOf[extent.number()] = i + 1;
      seen.add(new long[extent.blocks() + 63 >>> 6]);
    }
  }

  /** Journal position of the last step that the image shows. */
  public long position() {
    return position;
  }

  /** That step within its fact. */
  public int step() {
    return step;
  }

  /**
   * Goes on over that many more blocks, free ones included, or over fewer once 256 KiB were copied.
   *
   * @return whether the image is complete
   */
  public boolean advance(int blocks) {
    int words = 0;
    for (int i = 0; i < blocks && words < MOST_WORDS_AT_ONCE && !isComplete(); i++) {
      words += pass();
    }
    return isComplete();
  }

  /** Whether every block was given to the sink. */
  public boolean isComplete() {
    return index == extents.size();
  }

  /** Ends it incomplete; the sink is given at most one block more. Any thread. */
  public void cancel() {
    cancelled = true;
  }

  boolean isOver() {
    return cancelled || isComplete();
  }

  /** A step is about to change the block, or to free it. */
  void beforeChange(long handle) {
    int at = indexOf(handle);
    if (at >= 0) {
      see(at, extents.get(at).slot(Handle.base(handle)));
    }
  }

  /** The block was made in this step: the image does not have it. */
  void born(long handle) {
    int at = indexOf(handle);
    if (at >= 0) {
      mark(at, extents.get(at).slot(Handle.base(handle)));
    }
  }

  private int indexOf(long handle) {
    int number = Handle.extent(handle);
    return number < indexOf.length ? indexOf[number] - 1 : -1;
  }

  private int pass() {
    int words = see(index, slot++);
    if (slot == extents.get(index).blocks()) {
      index++;
      slot = 0;
    }
    return words;
  }

  /** Gives a block to the sink, unless it was seen already; the words that were copied. */
  private int see(int at, int place) {
    Extent extent = extents.get(at);
    int base = extent.base(place);
    Memory memory = extent.memory();
    if (!mark(at, place)
        || Handle.of(extent.number(), base) == BlockStore.REGISTER
        || TwinBlock.isFree(memory, base)
        || !Marks.isLive(memory, base)) {
      return 0;
    }
    return give(memory, base);
  }

  private int give(Memory memory, int base) {
    int kind = TwinBlock.kind(memory, base);
    long high = TwinBlock.ownerHigh(memory, base);
    long low = TwinBlock.ownerLow(memory, base);
    if (!filter.wants(kind, high, low)) {
      return 0;
    }
    int words = TwinBlock.payloadWords(memory, base);
    sink.block(kind, high, low, memory, TwinBlock.current(memory, base), words);
    return words;
  }

  private boolean mark(int at, int place) {
    long[] bits = seen.get(at);
    long bit = 1L << place;
    boolean isNew = (bits[place >>> 6] & bit) == 0;
    bits[place >>> 6] |= bit;
    return isNew;
  }
}
