package dev.bandolier.server.learn;

import java.util.List;

/**
 * What comparing a store with what its journal folds to has found.
 *
 * @param arms posteriors that were compared
 * @param entries decisions of the ledger that were compared
 * @param blocks all that was compared: posteriors, registers, statistics, labels, decisions, held facts
 * @param differing how many of these differ
 * @param digestStore digest of all blocks of the store, 64 hexadecimal digits
 * @param digestJournal the same of what the journal folds to
 * @param differences the first of those that differ
 */
public record Comparison(
    long arms,
    long entries,
    long blocks,
    long differing,
    String digestStore,
    String digestJournal,
    List<Difference> differences) {

  /** Keeps a copy of the list. */
  public Comparison {
    differences = List.copyOf(differences);
  }

  /** Whether everything is equal bit for bit. */
  public boolean matches() {
    return differing == 0 && digestStore.equals(digestJournal);
  }

  /**
   * One block that is not equal.
   *
   * @param what names it by campaign, slot and arm, or by decision
   * @param how says in which way it differs
   */
  public record Difference(String what, String how) {
    @Override
    public String toString() {
      return what + ": " + how;
    }
  }
}
