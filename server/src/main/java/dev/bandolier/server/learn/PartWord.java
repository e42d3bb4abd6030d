package dev.bandolier.server.learn;

/**
 * The word of a ledger entry's part that holds small things, from the lowest bit on: 8 its state, 7 flags, 13 how many changes its
 * slot had found, modulo 2¹³, when it began to teach; then 4 the slot's ordinal and 32 a logit where it has one, else 4
 * nothing and 32 the ordinal. Pure.
 */
final class PartWord {

  /** The part's posterior holds its reward. */
  static final int TAUGHT = 1;

  /** At least one outcome counts for the part. */
  static final int CREDITED = 1 << 1;

  /** The part's reward stands in the tallies. */
  static final int TALLIED = 1 << 2;

  /** The part was censored because nobody got the decision's answer. */
  static final int UNANSWERED = 1 << 3;

  /** The part's reward was clipped. */
  static final int CLIPPED = 1 << 4;

  /** The part was taught in logits: the upper half of its word 1 is where, the ordinal stands below. */
  static final int LOGIT = 1 << 5;

  /** The part's reward was compared with what was predicted. */
  static final int COMPARED = 1 << 6;

  private static final int STATE = 0xff;
  private static final int FLAGS = 8;
  private static final int CHANGES = 15;
  private static final long CHANGES_MASK = 0x1fff;
  private static final int LOGIT_ORDINAL = 28;
  private static final int UPPER = 32;

  private PartWord() {}

  static PartState state(long word) {
    return PartState.of((int) word & STATE);
  }

  static long withState(long word, PartState state) {
    return word & ~(long) STATE | state.number();
  }

  static boolean has(long word, int flag) {
    return (word >>> FLAGS & flag) != 0;
  }

  static long with(long word, int flag, boolean on) {
    long bit = (long) flag << FLAGS;
    return on ? word | bit : word & ~bit;
  }

  static int ordinal(long word) {
    return (int) (has(word, LOGIT) ? word >>> LOGIT_ORDINAL & 0xf : word >>> UPPER);
  }

  static float logit(long word) {
    return Float.intBitsToFloat((int) (word >>> UPPER));
  }

  static long withLogit(long word, float logit) {
    return (long) Float.floatToRawIntBits(logit) << UPPER
        | (long) ordinal(word) << LOGIT_ORDINAL
        | word & (1L << LOGIT_ORDINAL) - 1
        | (long) LOGIT << FLAGS;
  }

  static long withChanges(long word, long changes) {
    return word & ~(CHANGES_MASK << CHANGES) | (changes & CHANGES_MASK) << CHANGES;
  }

  /** How many changes there have been since, of so many in all. */
  static long changesSince(long word, long changes) {
    return changes - (word >>> CHANGES) & CHANGES_MASK;
  }
}
