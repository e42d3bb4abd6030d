package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A decision as it stands in the journal, read in place: {@link #wrap} and {@link #seekSlot} move
 * it, nothing is copied or allocated. Not thread-safe.
 *
 * <p>Layout, little-endian, offsets from the payload's beginning:
 *
 * <pre>
 *   0 i32 campaign   4 i32 flags (1 deferred, 2 tracked, 4 version exact, 8 token; bits 4-7 why it is not
 *     tracked, 8-15 source)
 *   8 i64 revision  16 i64 key, two words  32 i64 fingerprint, two words  48 i64 model version
 *  56 i64 unit, two words (0, 0: none)  72 i64 subject key (0: the context is not encrypted)
 *  80 u16 id length 82 u8 labels 83 u8 slots 84 i32 offset of labels 88 i32 of slots 92 i32 of context
 *  96 id; labels (u8 length, bytes); to a multiple of 8; slots; context (i32 length, bytes)
 * slot: 0 i32 uid  4 i32 bytes  8 i32 eligible k  12 i32 chosen m  16 i32 non-zeros z  20 i32 1 + would-be, 0: none
 *  24 f64 values[z]  f64 pmf[k]  f64 propensity[m]  i32 index[z]  i32 arm uid[k]  i32 chosen[m]; to 8
 * </pre>
 *
 * <p>What folding needs (the vector) is apart from what identifies a person (the context), which may
 * be encrypted under a subject's key: erasing the key then changes no byte of the journal.
 *
 * <p>Where the caller chose, the pmf is what the policy would have drawn from.
 *
 * <p>The pmf is that of position 0. Position j's is it without the arms chosen before, renormalised.
 */
public final class DecisionMade {

  static final int FLAG_DEFERRED = 1;
  static final int FLAG_TRACKED = 2;
  static final int FLAG_EXACT = 4;
  static final int FLAG_TOKEN = 8;
  static final int REASON_SHIFT = 4;
  static final int SOURCE_SHIFT = 8;
  static final int HEADER = 96;
  static final int SLOT_HEADER = 24;
  static final int WOULD_BE = 20;

  private static final String[] NO_LABELS = {};

  private ByteBuffer source = ByteBuffer.allocate(0);
  private int start;
  private int slot;
  private int eligible;
  private int count;
  private int nonZeros;

  /** Reads the payload between the buffer's position and limit from now on. */
  public DecisionMade wrap(ByteBuffer payload) {
    source = Encoding.ordered(payload);
    start = payload.position();
    return this;
  }

  /** The campaign's uid. */
  public int campaign() {
    return source.getInt(start);
  }

  /** Whether it is shown later or never. */
  public boolean deferred() {
    return flag(FLAG_DEFERRED);
  }

  /** Whether it can be learned from. */
  public boolean tracked() {
    return flag(FLAG_TRACKED);
  }

  /** Whether its answer carried a token, in place of a ledger entry. */
  public boolean token() {
    return flag(FLAG_TOKEN);
  }

  /** The number of the {@code UntrackedReason}. */
  public int untrackedReason() {
    return source.getInt(start + 4) >>> REASON_SHIFT & 0xf;
  }

  /** Whether the model version holds for every arm scored. */
  public boolean versionExact() {
    return flag(FLAG_EXACT);
  }

  /** The number of a {@code DecisionSource}. */
  public int decisionSource() {
    return source.getInt(start + 4) >>> SOURCE_SHIFT & 0xff;
  }

  /** The campaign's revision that it was made under. */
  public long revision() {
    return source.getLong(start + 8);
  }

  /** The first half of the keyed hash of its id. */
  public long keyHi() {
    return source.getLong(start + 16);
  }

  /** The second half of the keyed hash of its id. */
  public long keyLo() {
    return source.getLong(start + 24);
  }

  /** The first half of the request's hash. */
  public long fingerprintHi() {
    return source.getLong(start + 32);
  }

  /** The second half of the request's hash. */
  public long fingerprintLo() {
    return source.getLong(start + 40);
  }

  /** The journal position up to which the posteriors scored had been folded. */
  public long modelVersion() {
    return source.getLong(start + 48);
  }

  /** The first half of the unit's salted hash; both halves are 0 without a unit. */
  public long unitHi() {
    return source.getLong(start + 56);
  }

  /** The second half of the unit's salted hash. */
  public long unitLo() {
    return source.getLong(start + 64);
  }

  /** The key under which the context section is encrypted, or 0. */
  public long subjectKey() {
    return source.getLong(start + 72);
  }

  /** The decision's id. */
  public String id() {
    return text(start + HEADER, source.getShort(start + 80) & 0xffff);
  }

  /** How many labels there are. */
  public int labelCount() {
    return source.get(start + 82) & 0xff;
  }

  /** The labels as {@code key=value}, in their order. Allocates, if there are any. */
  public String[] labels() {
    if (labelCount() == 0) {
      return NO_LABELS;
    }
    String[] labels = new String[labelCount()];
    int at = start + source.getInt(start + 84);
    for (int i = 0; i < labels.length; i++) {
      int length = source.get(at) & 0xff;
      labels[i] = text(at + 1, length);
      at += 1 + length;
    }
    return labels;
  }

  /** How many slots were decided. */
  public int slotCount() {
    return source.get(start + 83) & 0xff;
  }

  /** Makes the slot accessors speak of the given slot, from 0. */
  public DecisionMade seekSlot(int ordinal) {
    slot = start + source.getInt(start + 88);
    for (int i = 0; i < ordinal; i++) {
      slot += source.getInt(slot + 4);
    }
    eligible = source.getInt(slot + 8);
    count = source.getInt(slot + 12);
    nonZeros = source.getInt(slot + 16);
    return this;
  }

  /** The slot's uid. */
  public int slotUid() {
    return source.getInt(slot);
  }

  /** K, the number of eligible arms. */
  public int eligible() {
    return eligible;
  }

  /** The uid of an eligible arm, i in [0, K). */
  public int armUid(int i) {
    return source.getInt(indexesAt() + 4 * (nonZeros + i));
  }

  /** The floored probability of an eligible arm at position 0, i in [0, K). */
  public double pmf(int i) {
    return source.getDouble(slot + SLOT_HEADER + 8 * (nonZeros + i));
  }

  /** How many arms were chosen. */
  public int count() {
    return count;
  }

  /** Which eligible arm was chosen at a position: an i in [0, K). */
  public int chosen(int position) {
    return source.getInt(indexesAt() + 4 * (nonZeros + eligible + position));
  }

  /** The uid of the arm chosen at a position. */
  public int chosenArm(int position) {
    return armUid(chosen(position));
  }

  /** The propensity of the arm chosen at a position, given those before it. */
  public double propensity(int position) {
    return source.getDouble(slot + SLOT_HEADER + 8 * (nonZeros + eligible + position));
  }

  /**
   * Which eligible arm the policy would have chosen where the caller chose: an i in [0, K), or -1. The
   * probabilities are then the policy's, the propensities the caller's.
   */
  public int wouldBe() {
    return source.getInt(slot + WOULD_BE) - 1;
  }

  /** How many entries of the vector are not zero. */
  public int nonZeros() {
    return nonZeros;
  }

  /** The index of the vector's i-th non-zero entry; ascending in i. */
  public int index(int i) {
    return source.getInt(indexesAt() + 4 * i);
  }

  /** The value of the vector's i-th non-zero entry. */
  public double value(int i) {
    return source.getDouble(slot + SLOT_HEADER + 8 * i);
  }

  /** The raw context section, a view that shares the payload's bytes. Allocates. */
  public ByteBuffer context() {
    int at = start + source.getInt(start + 92);
    return Encoding.ordered(source.slice(at + 4, source.getInt(at)));
  }

  private int indexesAt() {
    return slot + SLOT_HEADER + 8 * (nonZeros + eligible + count);
  }

  private boolean flag(int flag) {
    return (source.getInt(start + 4) & flag) != 0;
  }

  private String text(int at, int length) {
    byte[] bytes = new byte[length];
    source.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
