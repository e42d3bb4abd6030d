package dev.bandolier.server.learn;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.ImportMarked;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.store.BlockStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of everything that the store holds after a start: campaigns from the catalog, then their
 * blocks, the ledger and what falls due. Nothing is folded here. Used once, by the learner's thread.
 */
final class Restoration {

  private final Books books;
  private final BlockStore store;
  private final Catalog catalog;
  private final CampaignFold campaigns;
  private final SnapshotDesk desk;
  private @Nullable String problem;

  Restoration(
      Books books, BlockStore store, Catalog catalog, CampaignFold campaigns, SnapshotDesk desk) {
    this.desk = desk;
    this.books = books;
    this.store = store;
    this.catalog = catalog;
    this.campaigns = campaigns;
  }

  /**
   * Takes note of all.
   *
   * @throws UnfitStoreException if store and catalog do not belong together
   */
  void run() throws JournalDamagedException, UnfitStoreException {
    catalog.forEach(wholeFacts(store), this::note);
    books.ledger().expect(store.liveBlocks());
    store.scan(this::attach);
    books.campaigns().values().forEach(this::check);
    if (problem != null) {
      throw new UnfitStoreException(problem);
    }
    books.ledger().forEachHeld((hi, lo, handle) -> scheduleHeld(handle));
    books.campaigns().values().forEach(CampaignState::restoreVersion);
  }

  private void check(CampaignState state) {
    if (!state.isWhole()) {
      complain(
          "the catalog has the campaign " + state.campaign().name() + ", the store not all of it");
    }
  }

  private void complain(String what) {
    problem = problem == null ? what : problem;
  }

  /** A campaign's fact that a kill interrupted between its steps is folded again. */
  static long wholeFacts(BlockStore store) {
    boolean whole = store.doneStep() == Fold.LAST_STEP;
    return whole ? store.donePosition() : store.donePosition() - 1;
  }

  private void note(Fact fact, long position, long time) {
    CampaignState state = books.campaign(fact.campaign());
    if (fact instanceof CampaignChanged changed) {
      if (changed.change() == CampaignChanged.Change.DELETED) {
        books.remove(changed.campaign());
      } else {
        campaigns.register(state, changed, position, time);
      }
    } else if (fact instanceof ValueSeen seen && state != null) {
      state.encoder(state.encoder().withValue(seen.feature(), seen.value()));
    } else if (fact instanceof ImportMarked mark && state != null) {
      state.imports().note(mark, position);
    } else if (fact instanceof RolledBack rollback && state != null) {
      state.lineage().rolledBack(position, rollback);
    }
    desk.note(fact, position, time);
  }

  private void attach(long handle, int kind, long hi, long lo) {
    if (kind == BlockKind.ENTRY) {
      books.ledger().attachEntry(hi, lo, handle);
      scheduleEntry(handle);
    } else if (kind == BlockKind.HELD) {
      books.ledger().attachHeld(hi, lo, handle);
    } else {
      CampaignState state = books.campaign(BlockKind.campaignOf(hi));
      if (state == null) {
        complain(
            "the store has a block of campaign " + BlockKind.campaignOf(hi) + ", the catalog not");
      } else {
        attach(state, handle, kind, hi, lo);
      }
    }
  }

  private static void attach(CampaignState state, long handle, int kind, long hi, long lo) {
    switch (kind) {
      case BlockKind.CAMPAIGN -> state.register(handle);
      case BlockKind.TALLY -> state.tallies().attach(hi, lo, handle);
      case BlockKind.LABEL -> state.tallies().attachLabel((int) lo, handle);
      case BlockKind.CHANGES -> state.changes().attach(BlockKind.slotOf(hi), handle);
      default -> state.models().attach(kind, BlockKind.slotOf(hi), (int) lo - 1, handle);
    }
  }

  private void scheduleEntry(long handle) {
    LedgerEntry entry = books.ledger().read(handle);
    CampaignState state = books.campaign(entry.campaign());
    if (state == null) {
      complain("the ledger has a decision of an unknown campaign");
      return;
    }
    state.revisions().use(entry.revision());
    if (entry.closing() != Long.MAX_VALUE) {
      state.closings().add(entry.closing(), entry.position(), handle);
    }
    state.endings().add(entry.ending(), entry.position(), handle);
  }

  private void scheduleHeld(long handle) {
    Ledger ledger = books.ledger();
    CampaignState state = books.campaign(ledger.heldCampaign(handle));
    if (state != null) {
      state.endings().add(ledger.heldDeadline(handle), ledger.heldSince(handle), handle);
    }
  }
}
