package dev.bandolier.loadtest.chaos;

import java.util.List;

/** The server's failpoints, as its room {@code failpoint} names them, and how often traffic passes them. */
final class Failpoints {

  /** All names. */
  static final List<String> NAMES =
      List.of(
          "journal.append.before",
          "journal.append.claimed",
          "journal.append.after",
          "journal.sync.before",
          "journal.sync.forced",
          "journal.sync.after",
          "journal.segment.before",
          "journal.segment.after",
          "store.block.before",
          "store.block.after",
          "store.register.before",
          "store.register.after",
          "store.extent.before",
          "store.extent.after",
          "ledger.staged",
          "expiry.step",
          "base.rename.before",
          "base.rename.after",
          "snapshot.rename.before",
          "snapshot.rename.after");

  private static final List<String> RARE = List.of("segment", "extent", "rename", "expiry");
  private static final int OFTEN = 500;
  private static final int SELDOM = 2;

  private Failpoints() {}

  /** The first pass that may be fatal. */
  static int firstPass(String name) {
    return isRare(name) ? 1 : 20;
  }

  /** How many passes, from the first on, are drawn from. */
  static int passes(String name) {
    return isRare(name) ? SELDOM : OFTEN;
  }

  private static boolean isRare(String name) {
    return RARE.stream().anyMatch(name::contains);
  }
}
