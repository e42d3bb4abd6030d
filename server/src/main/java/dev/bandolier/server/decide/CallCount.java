package dev.bandolier.server.decide;

/**
 * The word that counts the calls for one decision: how many are in flight, and what has become of the
 * others. Pure functions of the word.
 *
 * <pre>
 *   bits 0-23 in flight   24 some call was answered   25 that is being journalled   26 censored   40-63 generation
 * </pre>
 *
 * <p>The generation changes when the entry is used for another decision, so that whoever holds an old
 * handle changes nothing.
 */
final class CallCount {

  private static final long IN_FLIGHT = (1L << 24) - 1;
  private static final long ANSWERED = 1L << 24;
  private static final long CENSORING = 1L << 25;
  private static final long CENSORED = 1L << 26;
  private static final int GENERATION_SHIFT = 40;

  private CallCount() {}

  static long generation(long word) {
    return word >>> GENERATION_SHIFT;
  }

  /** The state of an unused entry, a generation on. */
  static long nextGeneration(long word) {
    return generation(word) + 1 << GENERATION_SHIFT;
  }

  /** One call in flight. */
  static long first(long word) {
    return blank(word) | 1;
  }

  /** One more call in flight. */
  static long joined(long word) {
    return word + 1;
  }

  /** No call in flight, of a decision that an earlier process made. */
  static long restored(long word, boolean censored) {
    return blank(word) | (censored ? CENSORED : ANSWERED);
  }

  /** The state after a call was answered. */
  static long answered(long word) {
    return ended(word) | ANSWERED;
  }

  /** The state after a call ended without its answer. */
  static long unanswered(long word) {
    long after = ended(word);
    boolean nobody = (after & (IN_FLIGHT | ANSWERED | CENSORING | CENSORED)) == 0;
    return nobody ? after | CENSORING : after;
  }

  /** The state after the censoring has been journalled. */
  static long censored(long word) {
    return word & ~CENSORING | CENSORED;
  }

  /** The state while it is being journalled that a call is about to be answered after all. */
  static long reopening(long word) {
    return word & ~CENSORED | CENSORING;
  }

  /** The state after that: nobody knows yet whether the call will be answered. */
  static long reopened(long word, boolean journalled) {
    long after = word & ~CENSORING;
    return journalled ? after : after | CENSORED;
  }

  static boolean isBeingCensored(long word) {
    return (word & CENSORING) != 0;
  }

  static boolean isCensored(long word) {
    return (word & CENSORED) != 0;
  }

  /** Whether the step from one state to the other began a censoring. */
  static boolean beganCensoring(long before, long after) {
    return (after & ~before & CENSORING) != 0;
  }

  private static long blank(long word) {
    return generation(word) << GENERATION_SHIFT;
  }

  private static long ended(long word) {
    return (word & IN_FLIGHT) == 0 ? word : word - 1;
  }
}
