package net.openhft.chronicle.hash;

import net.openhft.chronicle.bytes.BytesStore;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The counters in the head of a Chronicle map's file, 25 bytes without gaps: bulks of extra tiers (3
 * bytes), index of the first free tier (5), extra tiers in use (5), offset of the segments' headers (4),
 * size of the data (8).
 *
 * <p>Chronicle looks for a class of this name first, and where there is none writes one and compiles it,
 * which costs every start more than a second of two processors. The layout is Chronicle's.
 *
 * <p>A flyweight; as safe for threads as the bytes are.
 */
@NullMarked
@SuppressWarnings({"rawtypes", "IdentifierName"}) // both are Chronicle's choice
public final class VanillaGlobalMutableState$$Native implements VanillaGlobalMutableState {

  private static final int BULKS_AT = 0;
  private static final int FREE_TIER_AT = 3;
  private static final int TIERS_AT = 8;
  private static final int HEADERS_AT = 13;
  private static final int DATA_AT = 17;
  private static final int BYTES = 25;
  private static final int BULKS_MASK = 0xFF_FFFF;
  private static final long TIER_MASK = 0xFF_FFFF_FFFFL;
  private static final long HEADERS_MASK = 0xFFFF_FFFFL;

  private @Nullable BytesStore bytes;
  private long start;

  @Override
  public int getAllocatedExtraTierBulks() {
    return there().readInt(start + BULKS_AT) & BULKS_MASK;
  }

  @Override
  public void setAllocatedExtraTierBulks(int bulks) {
    check(bulks, BULKS_MASK);
    int rest = there().readInt(start + BULKS_AT) & ~BULKS_MASK;
    there().writeInt(start + BULKS_AT, rest | bulks);
  }

  @Override
  public long getFirstFreeTierIndex() {
    return there().readLong(start + FREE_TIER_AT) & TIER_MASK;
  }

  @Override
  public void setFirstFreeTierIndex(long index) {
    writeTier(FREE_TIER_AT, index);
  }

  @Override
  public long getExtraTiersInUse() {
    return there().readLong(start + TIERS_AT) & TIER_MASK;
  }

  @Override
  public void setExtraTiersInUse(long tiers) {
    writeTier(TIERS_AT, tiers);
  }

  private void writeTier(int at, long value) {
    check(value, TIER_MASK);
    long rest = there().readLong(start + at) & ~TIER_MASK;
    there().writeLong(start + at, rest | value);
  }

  @Override
  public long getSegmentHeadersOffset() {
    return there().readInt(start + HEADERS_AT) & HEADERS_MASK;
  }

  @Override
  public void setSegmentHeadersOffset(long offset) {
    check(offset, HEADERS_MASK);
    there().writeInt(start + HEADERS_AT, (int) offset);
  }

  @Override
  public long getDataStoreSize() {
    return there().readLong(start + DATA_AT);
  }

  @Override
  public void setDataStoreSize(long size) {
    check(size, Long.MAX_VALUE);
    there().writeLong(start + DATA_AT, size);
  }

  @Override
  public long addDataStoreSize(long addition) {
    long size = getDataStoreSize() + addition;
    setDataStoreSize(size);
    return size;
  }

  private static void check(long value, long most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(value + " is not in [0, " + most + "]");
    }
  }

  @Override
  public void bytesStore(BytesStore store, long offset, long length) {
    if (length != BYTES || offset + length > store.capacity()) {
      throw new IllegalArgumentException(length + " bytes at " + offset);
    }
    bytes = store;
    start = offset;
  }

  @Override
  public @Nullable BytesStore bytesStore() {
    return bytes;
  }

  @Override
  public long offset() {
    return start;
  }

  @Override
  public long maxSize() {
    return BYTES;
  }

  private BytesStore there() {
    BytesStore store = bytes;
    if (store == null) {
      throw new IllegalStateException("the state has no bytes yet");
    }
    return store;
  }
}
