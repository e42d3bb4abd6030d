package dev.bandolier.server.learn;

/**
 * The word of a ledger entry's part that holds small things, from the lowest bit on: 8 its state, 7 flags, 13 how many changes its
 * slot had found, modulo 2¹³, when it began to teach; then 4 the slot's ordinal and 32 a logit where it has one, else 4
 * nothing and 32 the ordinal. Pure.
 */
final class PartWord {

  private static final int FLAGS = 8;
  private static final int CHANGES = 15;
  private static final long CHANGES_MASK = 0x1fff;
  private static final int LOGIT_ORDINAL = 28;
  private static final int UPPER = 32;

  private PartWord() {}

  static boolean has(long word, int flag) {
    return (word >>> FLAGS & flag) != 0;
  }

  static int ordinal(long word) {
    return (int) (has(word, LedgerEntry.LOGIT) ? word >>> LOGIT_ORDINAL & 0xf : word >>> UPPER);
  }

  static float logit(long word) {
    return Float.intBitsToFloat((int) (word >>> UPPER));
  }

  static long withLogit(long word, float logit) {
    return (long) Float.floatToRawIntBits(logit) << UPPER
        | (long) ordinal(word) << LOGIT_ORDINAL
        | word & (1L << LOGIT_ORDINAL) - 1
        | (long) LedgerEntry.LOGIT << FLAGS;
  }

  static long withChanges(long word, long changes) {
    return word & ~(CHANGES_MASK << CHANGES) | (changes & CHANGES_MASK) << CHANGES;
  }

  /** How many changes there have been since, of so many in all. */
  static long changesSince(long word, long changes) {
    return changes - (word >>> CHANGES) & CHANGES_MASK;
  }
}
