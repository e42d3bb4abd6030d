package dev.bandolier.server.learn;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks whether a catalog and a store are of the same journal: the same campaigns, each in the revision
 * and with as many values of its features as its register says. Nothing is changed. One thread.
 */
public final class CatalogCheck {

  private record Known(long revision, long values) {}

  private final Map<Integer, Known> known = new HashMap<>();
  private final BlockStore store;
  private int registers;
  private String problem = "";

  private CatalogCheck(BlockStore store) {
    this.store = store;
  }

  /**
   * Looks.
   *
   * @param catalog opened, and not in use
   * @param store opened, and between two steps
   * @return what is wrong in a few words; empty where nothing is
   * @throws JournalDamagedException if the catalog is not whole
   */
  public static String problem(Journal catalog, BlockStore store) throws JournalDamagedException {
    return new CatalogCheck(store).run(catalog);
  }

  private String run(Journal catalog) throws JournalDamagedException {
    Catalog.reading(catalog).forEach(Restoration.wholeFacts(store), this::note);
    store.scan(this::check);
    if (problem.isEmpty() && registers != known.size()) {
      problem = "the catalog has " + known.size() + " campaigns, the store " + registers;
    }
    return problem;
  }

  private void note(Fact fact, long position, long time) {
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
