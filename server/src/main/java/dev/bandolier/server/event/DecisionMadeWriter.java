package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * Writes decisions in a layout of {@link DecisionMade} into a buffer of its own, which grows as
 * needed and is used again. Call {@link #begin}, what is known of the decision as a whole, the labels, the slots, {@link
 * #context} and {@link #finish}, in this order. Not thread-safe.
 */
public final class DecisionMadeWriter {

  private final boolean wide;
  private final PayloadBytes target = new PayloadBytes();
  private final SlotWriter slots = new SlotWriter(target);
  private boolean labelsDone;

  /** A writer of the compact layout. */
  public DecisionMadeWriter() {
    this(false);
  }

  private DecisionMadeWriter(boolean wide) {
    this.wide = wide;
  }

  /** A writer of the wide layout. */
  public static DecisionMadeWriter wide() {
    return new DecisionMadeWriter(true);
  }

  /** Starts a decision with its id (at most 64 bytes of UTF-8). */
  public DecisionMadeWriter begin(int campaign, long revision, byte[] id) {
    return begin(campaign, revision, id, id.length);
  }

  /** Starts a decision whose id is the first bytes (at most 64) of an array. */
  public DecisionMadeWriter begin(int campaign, long revision, byte[] id, int length) {
    target.clear();
    labelsDone = false;
    if (wide) {
      target.skip(DecisionHeader.WIDE_FIXED);
      target.setLong(DecisionHeader.WIDE_REVISION, revision);
      target.setShort(DecisionHeader.idLength(false), length);
      target.put(id, length);
      target.setInt(DecisionHeader.WIDE_LABELS, target.size());
    } else {
      int width = width(revision);
      int form = IdCode.form(id, length);
      target.skip(DecisionHeader.COMPACT_FIXED);
      target.setInt(
          DecisionHeader.FLAGS,
          DecisionHeader.COMPACT
              | width << DecisionHeader.REVISION_SHIFT
              | form << DecisionHeader.ID_SHIFT);
      target.setByte(DecisionHeader.idLength(true), length);
      target.putNumber(revision, width);
      IdCode.put(id, length, form, target);
    }
    target.setInt(0, campaign);
    return this;
  }

  private static int width(long revision) {
    return revision >>> 32 != 0 ? 3 : SlotShape.width((int) revision);
  }

  /** Sets the keyed hash of the id. */
  public DecisionMadeWriter key(long hi, long lo) {
    return words(DecisionHeader.key(!wide), hi, lo);
  }

  /** Sets the hash of the request. */
  public DecisionMadeWriter fingerprint(long hi, long lo) {
    return words(DecisionHeader.fingerprint(!wide), hi, lo);
  }

  /** Sets the salted hash of the unit, once; 0 and 0 for none. */
  public DecisionMadeWriter unit(long hi, long lo) {
    if (wide) {
      words(DecisionHeader.WIDE_UNIT, hi, lo);
    } else if ((hi | lo) != 0) {
      target.putLong(hi);
      target.putLong(lo);
      flag(DecisionHeader.UNIT, true);
    }
    return this;
  }

  /** Sets the key under which the context section is encrypted, once and after the unit; 0 for none. */
  public DecisionMadeWriter subjectKey(long key) {
    if (wide) {
      target.setLong(DecisionHeader.WIDE_SUBJECT, key);
    } else if (key != 0) {
      target.putLong(key);
      flag(DecisionHeader.SUBJECT, true);
    }
    return this;
  }

  /** Sets the model version, and whether it holds for every arm scored. */
  public DecisionMadeWriter version(long position, boolean exact) {
    target.setLong(DecisionHeader.modelVersion(!wide), position);
    return flag(DecisionHeader.EXACT, exact);
  }

  /** Sets the number of the {@code DecisionSource}. */
  public DecisionMadeWriter decisionSource(int number) {
    return flag(number << DecisionHeader.SOURCE_SHIFT, true);
  }

  /** Sets whether it is shown later or never. */
  public DecisionMadeWriter deferred(boolean deferred) {
    return flag(DecisionHeader.DEFERRED, deferred);
  }

  /** Sets whether it can be learned from. */
  public DecisionMadeWriter tracked(boolean tracked) {
    return flag(DecisionHeader.TRACKED, tracked);
  }

  /** Sets whether its answer carries a token, in place of a ledger entry. */
  public DecisionMadeWriter token(boolean token) {
    return flag(DecisionHeader.TOKEN, token);
  }

  /** Sets the number of the {@code UntrackedReason}. */
  public DecisionMadeWriter untrackedReason(int number) {
    return flag(number << DecisionHeader.REASON_SHIFT, true);
  }

  /** Adds a label of at most 255 bytes. */
  public DecisionMadeWriter label(byte[] label) {
    target.putNumber(label.length, 0);
    target.put(label, label.length);
    return oneMore(DecisionHeader.labels(!wide));
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
    if (wide) {
      slots.wide(uid, nonZeros, indexes, values, eligible, arms, pmf, count, chosen, propensity);
    } else {
      slots.compact(uid, nonZeros, indexes, values, eligible, arms, pmf, count, chosen, propensity);
    }
    return oneMore(DecisionHeader.slots(!wide));
  }

  /** Says of the slot added last which eligible arm the policy would have chosen: the caller chose. */
  public DecisionMadeWriter wouldBe(int index) {
    if (wide) {
      slots.wideWouldBe(index);
    } else {
      slots.compactWouldBe(index);
    }
    return this;
  }

  /** Sets the raw context section: the source's bytes from its position to its limit. */
  public DecisionMadeWriter context(ByteBuffer source) {
    closeLabels();
    if (wide) {
      target.setInt(DecisionHeader.WIDE_CONTEXT, target.size());
      target.putNumber(source.remaining(), 2);
    }
    target.put(source);
    return this;
  }

  /** The payload; valid until the next {@link #begin}. */
  public ByteBuffer finish() {
    return target.view();
  }

  private void closeLabels() {
    if (wide && !labelsDone) {
      labelsDone = true;
      target.skip(-target.size() & 7);
      target.setInt(DecisionHeader.WIDE_SLOTS, target.size());
    }
  }

  private DecisionMadeWriter words(int offset, long hi, long lo) {
    target.setLong(offset, hi);
    target.setLong(offset + Long.BYTES, lo);
    return this;
  }

  private DecisionMadeWriter oneMore(int at) {
    target.setByte(at, target.getByte(at) + 1);
    return this;
  }

  private DecisionMadeWriter flag(int flag, boolean set) {
    int flags = target.getInt(DecisionHeader.FLAGS);
    target.setInt(DecisionHeader.FLAGS, set ? flags | flag : flags & ~flag);
    return this;
  }
}
