package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A decision as it stands in the journal, read in place: {@link #wrap} and {@link #seekSlot} move
 * it, nothing is copied or allocated. Not thread-safe.
 *
 * <p>{@link DecisionHeader} and {@link DecisionSlot} have the layouts. In the compact one, which the journal gets, what is
 * 0, 1.0 or known from elsewhere is left out, and numbers are as wide as the largest of their kind needs: not a bit of what was
 * written is lost. The wide one is that of data format 1 and of tokens.
 *
 * <p>What folding needs (the vector) is apart from what identifies a person (the context), which may
 * be encrypted under a subject's key: erasing the key then changes no byte of the journal.
 *
 * <p>Where the caller chose, the pmf is what the policy would have drawn from.
 *
 * <p>The pmf is that of position 0. Position j's is it without the arms chosen before, renormalised.
 */
public final class DecisionMade {

  private static final String[] NO_LABELS = {};

  private static final int NOWHERE = -1;

  private final DecisionHeader header = new DecisionHeader();
  private final DecisionSlot slot = new DecisionSlot();
  private ByteBuffer source = ByteBuffer.allocate(0);
  private int end;
  private int sought;

  /** Reads the payload between the buffer's position and limit from now on. */
  public DecisionMade wrap(ByteBuffer payload) {
    source = Encoding.ordered(payload);
    end = payload.limit();
    sought = NOWHERE;
    header.wrap(source);
    return this;
  }

  /** The campaign's uid. */
  public int campaign() {
    return header.campaign();
  }

  /** Whether it is shown later or never. */
  public boolean deferred() {
    return header.has(DecisionHeader.DEFERRED);
  }

  /** Whether it can be learned from. */
  public boolean tracked() {
    return header.has(DecisionHeader.TRACKED);
  }

  /** Whether its answer carried a token, in place of a ledger entry. */
  public boolean token() {
    return header.has(DecisionHeader.TOKEN);
  }

  /** The number of the {@code UntrackedReason}. */
  public int untrackedReason() {
    return header.untrackedReason();
  }

  /** Whether the model version holds for every arm scored. */
  public boolean versionExact() {
    return header.has(DecisionHeader.EXACT);
  }

  /** The number of a {@code DecisionSource}. */
  public int decisionSource() {
    return header.decisionSource();
  }

  /** The campaign's revision that it was made under. */
  public long revision() {
    return header.revision();
  }

  /** The first half of the keyed hash of its id. */
  public long keyHi() {
    return header.key(0);
  }

  /** The second half of the keyed hash of its id. */
  public long keyLo() {
    return header.key(1);
  }

  /** The first half of the request's hash. */
  public long fingerprintHi() {
    return header.fingerprint(0);
  }

  /** The second half of the request's hash. */
  public long fingerprintLo() {
    return header.fingerprint(1);
  }

  /** The journal position up to which the posteriors scored had been folded. */
  public long modelVersion() {
    return header.modelVersion();
  }

  /** The first half of the unit's salted hash; both halves are 0 without a unit. */
  public long unitHi() {
    return header.unit(0);
  }

  /** The second half of the unit's salted hash. */
  public long unitLo() {
    return header.unit(1);
  }

  /** The key under which the context section is encrypted, or 0. */
  public long subjectKey() {
    return header.subjectKey();
  }

  /** The decision's id. */
  public String id() {
    return header.id();
  }

  /** How many labels there are. */
  public int labelCount() {
    return header.labelCount();
  }

  /** The labels as {@code key=value}, in their order. Allocates, if there are any. */
  public String[] labels() {
    if (labelCount() == 0) {
      return NO_LABELS;
    }
    String[] labels = new String[labelCount()];
    int at = header.labelsAt();
    for (int i = 0; i < labels.length; i++) {
      int length = source.get(at) & 0xff;
      labels[i] = text(at + 1, length);
      at += 1 + length;
    }
    return labels;
  }

  /** How many slots were decided. */
  public int slotCount() {
    return header.slotCount();
  }

  /** Makes the slot accessors speak of the given slot, from 0. */
  public DecisionMade seekSlot(int ordinal) {
    if (ordinal < sought || sought == NOWHERE) {
      slot.seek(source, header.slotsAt(), header.isCompact());
      sought = 0;
    }
    for (; sought < ordinal; sought++) {
      slot.seek(source, slot.end(), header.isCompact());
    }
    return this;
  }

  /** The slot's uid. */
  public int slotUid() {
    return slot.uid();
  }

  /** K, the number of eligible arms. */
  public int eligible() {
    return slot.eligible();
  }

  /** The uid of an eligible arm, i in [0, K). */
  public int armUid(int i) {
    return slot.armUid(i);
  }

  /** The floored probability of an eligible arm at position 0, i in [0, K). */
  public double pmf(int i) {
    return slot.pmf(i);
  }

  /** How many arms were chosen. */
  public int count() {
    return slot.count();
  }

  /** Which eligible arm was chosen at a position: an i in [0, K). */
  public int chosen(int position) {
    return slot.chosen(position);
  }

  /** The uid of the arm chosen at a position. */
  public int chosenArm(int position) {
    return slot.armUid(slot.chosen(position));
  }

  /** The propensity of the arm chosen at a position, given those before it. */
  public double propensity(int position) {
    return slot.propensity(position);
  }

  /**
   * Which eligible arm the policy would have chosen where the caller chose: an i in [0, K), or -1. The
   * probabilities are then the policy's, the propensities the caller's.
   */
  public int wouldBe() {
    return slot.wouldBe();
  }

  /** How many entries of the vector are not zero. */
  public int nonZeros() {
    return slot.nonZeros();
  }

  /** The index of the vector's i-th non-zero entry; ascending in i. */
  public int index(int i) {
    return slot.index(i);
  }

  /** The value of the vector's i-th non-zero entry. */
  public double value(int i) {
    return slot.value(i);
  }

  /** The raw context section, a view that shares the payload's bytes. Allocates. */
  public ByteBuffer context() {
    int at = header.isCompact() ? contextAt() : header.wideContextAt();
    return Encoding.ordered(
        header.isCompact()
            ? source.slice(at, end - at)
            : source.slice(at + Integer.BYTES, source.getInt(at)));
  }

  private int contextAt() {
    DecisionSlot each = new DecisionSlot();
    int at = header.slotsAt();
    for (int i = header.slotCount(); i > 0; i--) {
      each.seek(source, at, true);
      at = each.end();
    }
    return at;
  }

  private String text(int at, int length) {
    byte[] bytes = new byte[length];
    source.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
