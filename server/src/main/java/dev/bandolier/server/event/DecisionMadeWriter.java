package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;

/**
 * Writes decisions in the layout of {@link DecisionMade} into a buffer of its own, which grows as
 * needed and is used again. Call {@link #begin}, the labels, the slots, {@link #context} and {@link
 * #finish}, in this order. Not thread-safe.
 */
public final class DecisionMadeWriter {

  private ByteBuffer target = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private DoubleBuffer doubles = target.asDoubleBuffer();
  private IntBuffer ints = target.asIntBuffer();
  private boolean labelsDone;
  private int lastSlot;

  /** Starts a decision with its id (at most 64 bytes of UTF-8). */
  public DecisionMadeWriter begin(int campaign, long revision, byte[] id) {
    return begin(campaign, revision, id, id.length);
  }

  /** Starts a decision whose id is the first bytes (at most 64) of an array. */
  public DecisionMadeWriter begin(int campaign, long revision, byte[] id, int length) {
    target.clear();
    labelsDone = false;
    for (int i = 0; i < DecisionMade.HEADER; i += 8) {
      target.putLong(i, 0);
    }
    target.putInt(0, campaign).putLong(8, revision).putShort(80, (short) length);
    target.position(DecisionMade.HEADER);
    target.put(id, 0, length).putInt(84, target.position());
    return this;
  }

  /** Sets the keyed hash of the id. */
  public DecisionMadeWriter key(long hi, long lo) {
    target.putLong(16, hi).putLong(24, lo);
    return this;
  }

  /** Sets the hash of the request. */
  public DecisionMadeWriter fingerprint(long hi, long lo) {
    target.putLong(32, hi).putLong(40, lo);
    return this;
  }

  /** Sets the salted hash of the unit. */
  public DecisionMadeWriter unit(long hi, long lo) {
    target.putLong(56, hi).putLong(64, lo);
    return this;
  }

  /** Sets the model version, and whether it holds for every arm scored. */
  public DecisionMadeWriter version(long position, boolean exact) {
    target.putLong(48, position);
    return flag(DecisionMade.FLAG_EXACT, exact);
  }

  /** Sets the number of the {@code DecisionSource}. */
  public DecisionMadeWriter decisionSource(int number) {
    target.putInt(4, target.getInt(4) | number << DecisionMade.SOURCE_SHIFT);
    return this;
  }

  /** Sets whether it is shown later or never. */
  public DecisionMadeWriter deferred(boolean deferred) {
    return flag(DecisionMade.FLAG_DEFERRED, deferred);
  }

  /** Sets whether it can be learned from. */
  public DecisionMadeWriter tracked(boolean tracked) {
    return flag(DecisionMade.FLAG_TRACKED, tracked);
  }

  /** Sets whether its answer carries a token, in place of a ledger entry. */
  public DecisionMadeWriter token(boolean token) {
    return flag(DecisionMade.FLAG_TOKEN, token);
  }

  /** Sets the number of the {@code UntrackedReason}. */
  public DecisionMadeWriter untrackedReason(int number) {
    target.putInt(4, target.getInt(4) | number << DecisionMade.REASON_SHIFT);
    return this;
  }

  /** Adds a label of at most 255 bytes. */
  public DecisionMadeWriter label(byte[] label) {
    room(1 + label.length);
    target.put((byte) label.length).put(label);
    target.put(82, (byte) (target.get(82) + 1));
    return this;
  }

  /**
   * Adds a slot.
   *
   * @param uid the slot's uid
   * @param indexes the vector's non-zero entries, ascending; {@code nonZeros} of them count
   * @param values their values
   * @param arms the eligible arms' uids; {@code eligible} of them count
   * @param pmf their floored probabilities
   * @param chosen which of them was chosen, by position; {@code count} of them count
   * @param propensity their propensities
   */
  public DecisionMadeWriter slot(
      int uid,
      int nonZeros,
      int[] indexes,
      double[] values,
      int eligible,
      int[] arms,
      double[] pmf,
      int count,
      int[] chosen,
      double[] propensity) {
    closeLabels();
    lastSlot = target.position();
    int doubles = nonZeros + eligible + count;
    int bytes = aligned(DecisionMade.SLOT_HEADER + 12 * doubles);
    room(bytes);
    int end = target.position() + bytes;
    target.putInt(uid).putInt(bytes).putInt(eligible).putInt(count).putInt(nonZeros).putInt(0);
    put(values, nonZeros);
    put(pmf, eligible);
    put(propensity, count);
    put(indexes, nonZeros);
    put(arms, eligible);
    put(chosen, count);
    pad(end);
    target.put(83, (byte) (target.get(83) + 1));
    return this;
  }

  /** Says of the slot added last which eligible arm the policy would have chosen: the caller chose. */
  public DecisionMadeWriter wouldBe(int index) {
    target.putInt(lastSlot + DecisionMade.WOULD_BE, index + 1);
    return this;
  }

  /** Sets the raw context section: the source's bytes from its position to its limit. */
  public DecisionMadeWriter context(ByteBuffer source) {
    closeLabels();
    room(4 + source.remaining());
    target.putInt(92, target.position()).putInt(source.remaining()).put(source);
    return this;
  }

  /** The payload; valid until the next {@link #begin}. */
  public ByteBuffer finish() {
    return target.flip();
  }

  private void closeLabels() {
    if (!labelsDone) {
      labelsDone = true;
      room(8);
      pad(aligned(target.position()));
      target.putInt(88, target.position());
    }
  }

  private DecisionMadeWriter flag(int flag, boolean set) {
    int flags = target.getInt(4);
    target.putInt(4, set ? flags | flag : flags & ~flag);
    return this;
  }

  private void put(double[] values, int count) {
    doubles.put(target.position() / Double.BYTES, values, 0, count);
    target.position(target.position() + count * Double.BYTES);
  }

  private void put(int[] values, int count) {
    ints.put(target.position() / Integer.BYTES, values, 0, count);
    target.position(target.position() + count * Integer.BYTES);
  }

  private void pad(int end) {
    while (target.position() < end) {
      target.put((byte) 0);
    }
  }

  private void room(int bytes) {
    if (target.remaining() < bytes) {
      int capacity = Math.max(2 * target.capacity(), target.position() + bytes);
      ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
      doubles = larger.asDoubleBuffer();
      ints = larger.asIntBuffer();
      target = larger.put(target.flip());
    }
  }

  private static int aligned(int bytes) {
    return bytes + 7 & ~7;
  }
}
