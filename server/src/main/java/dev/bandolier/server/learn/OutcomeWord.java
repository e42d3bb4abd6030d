package dev.bandolier.server.learn;

/** The word of a ledger entry's outcome that holds small things: its rule in the upper half, flags in the lower. Pure. */
final class OutcomeWord {

  /** A machine caused it, not a person. */
  static final int MACHINE = 1;

  /** The outcome does not count: it was taken back or replaced, maybe before it came. */
  static final int RETRACTED = 1 << 1;

  /** The outcome came before its deferred decision was activated. */
  static final int PENDING = 1 << 2;

  private static final int RULE = 32;

  private OutcomeWord() {}

  static long of(int rule, int flags) {
    return (long) rule << RULE | flags;
  }

  static int rule(long word) {
    return (int) (word >>> RULE);
  }

  static boolean has(long word, int flags) {
    return (word & flags) != 0;
  }

  static long with(long word, int flag, boolean on) {
    return on ? word | flag : word & ~(long) flag;
  }
}
