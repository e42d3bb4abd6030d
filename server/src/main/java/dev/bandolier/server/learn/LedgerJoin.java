package dev.bandolier.server.learn;

import dev.bandolier.server.event.RolledBack;

/**
 * Makes the ledger agree with posteriors that were folded again elsewhere: what each part has taught is
 * from then on what it taught there. Entries of excluded decisions are left as they are, {@link
 * Lineage} knows them; one that is not known there teaches nothing more. Within a step, by the
 * folding thread.
 */
final class LedgerJoin {

  private final Ledger ledger;
  private final Ledger other;
  private final CampaignState theirs;
  private final RolledBack fact;
  private final long position;

  /**
   * Prepares.
   *
   * @param position of the rollback's fact
   */
  LedgerJoin(Ledger ledger, Refold refold, RolledBack fact, long position) {
    this.ledger = ledger;
    this.other = refold.books().ledger();
    this.theirs = refold.state();
    this.fact = fact;
    this.position = position;
  }

  void run() {
    ledger.forEach(this::join);
  }

  private void join(long hi, long lo, long handle) {
    LedgerEntry entry = ledger.read(handle);
    if (entry.campaign() != fact.campaign()) {
      return;
    }
    long found = other.find(hi, lo);
    LedgerEntry source = found == KeyIndex.ABSENT ? null : other.read(found);
    boolean same = source != null && source.position() == entry.position();
    boolean excluded = entry.position() > fact.snapshot() && fact.excludes(entry.time());
    if (source != null && same) {
      take(handle, entry, source);
    } else if (!excluded) {
      end(ledger.write(handle));
    }
  }

  private void take(long handle, LedgerEntry entry, LedgerEntry source) {
    for (int part = 0; part < source.parts(); part++) {
      if (!agree(entry, source, part)) {
        take(ledger.write(handle), source, part);
      }
    }
  }

  private static boolean agree(LedgerEntry entry, LedgerEntry source, int part) {
    return entry.lesson(part) == source.lesson(part)
        && entry.has(part, PartWord.TAUGHT) == source.has(part, PartWord.TAUGHT)
        && entry.has(part, PartWord.LOGIT) == source.has(part, PartWord.LOGIT)
        && entry.has(part, PartWord.COMPARED) == source.has(part, PartWord.COMPARED)
        && entry.changesSince(part, 0) == source.changesSince(part, 0)
        && (!entry.has(part, PartWord.LOGIT)
            || Float.compare(entry.logit(part), source.logit(part)) == 0)
        && Double.compare(entry.taughtReward(part), source.taughtReward(part)) == 0;
  }

  private void take(LedgerEntry entry, LedgerEntry source, int part) {
    boolean held =
        theirs
            .lineage()
            .holds(source.slotUid(part), source.lesson(part), source.position(), source.time());
    entry.set(part, PartWord.TAUGHT, source.has(part, PartWord.TAUGHT));
    entry.set(part, PartWord.COMPARED, source.has(part, PartWord.COMPARED));
    entry.beginLesson(part, -source.changesSince(part, 0));
    entry.taughtReward(part, source.taughtReward(part));
    if (source.has(part, PartWord.LOGIT)) {
      entry.logit(part, source.logit(part));
    }
    entry.lesson(part, held ? position : source.lesson(part));
  }

  private static void end(LedgerEntry entry) {
    for (int part = 0; part < entry.parts(); part++) {
      entry.lesson(part, Lineage.OVER);
    }
  }
}
