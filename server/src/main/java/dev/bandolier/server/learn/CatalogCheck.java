package dev.bandolier.server.learn;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks whether a catalog and a store are of the same journal: the same campaigns, each in the revision
 * and with as many values of its features as its register says, and each as the journal has it, where
 * that was not retired. Nothing is changed. One thread.
 */
public final class CatalogCheck {

  private record Known(long revision, long values) {}

  private final Map<Integer, Known> known = new HashMap<>();
  private final BlockStore store;
  private final RecordSource journal;
  private final RecordView view = new RecordView();
  private int registers;
  private String problem = "";

  private CatalogCheck(BlockStore store, RecordSource journal) {
    this.store = store;
    this.journal = journal;
  }

  /**
   * Looks.
   *
   * @param catalog opened, and not in use
   * @param store opened, and between two steps
   * @param journal that both should be of
   * @return what is wrong in a few words; empty where nothing is
   * @throws JournalDamagedException if the catalog is not whole
   */
  public static String problem(Journal catalog, BlockStore store, RecordSource journal)
      throws JournalDamagedException {
    return new CatalogCheck(store, journal).run(catalog);
  }

  private String run(Journal catalog) throws JournalDamagedException {
    Catalog.reading(catalog).forEachRecord(Restoration.wholeFacts(store), this::note);
    store.scan(this::check);
    if (problem.isEmpty() && registers != known.size()) {
      problem = "the catalog has " + known.size() + " campaigns, the store " + registers;
    }
    return problem;
  }

  private void note(byte type, ByteBuffer record) {
    long position = record.getLong();
    record.getLong();
    if (type == FactType.CAMPAIGN_CHANGED && !isInTheJournal(position, type, record.slice())) {
      problem = "the catalog has a campaign that the journal has not at " + position;
    }
    note(Fact.read(type, record));
  }

  private boolean isInTheJournal(long position, byte type, ByteBuffer fact) {
    return position < journal.firstPosition()
        || position < journal.endPosition()
            && journal.readAt(position, view)
            && view.type() == type
            && view.payload().equals(fact);
  }

  private void note(Fact fact) {
    int uid = fact.campaign();
    if (fact instanceof CampaignChanged changed) {
      if (changed.change() == CampaignChanged.Change.DELETED) {
        known.remove(uid);
      } else {
        Known before = known.getOrDefault(uid, new Known(0, 0));
        known.put(uid, new Known(changed.revision(), before.values));
      }
    } else if (fact instanceof ValueSeen) {
      known.computeIfPresent(uid, (key, before) -> new Known(before.revision, before.values + 1));
    }
  }

  private void check(long handle, int kind, long hi, long lo) {
    if (kind == BlockKind.CAMPAIGN) {
      registers++;
      Memory memory = store.memory(handle);
      int payload = store.current(handle);
      Known wanted =
          new Known(
              CampaignRegister.revision(memory, payload), CampaignRegister.values(memory, payload));
      if (!wanted.equals(known.get(BlockKind.campaignOf(hi)))) {
        problem = "the catalog has not what the store has of campaign " + BlockKind.campaignOf(hi);
      }
    }
  }
}
