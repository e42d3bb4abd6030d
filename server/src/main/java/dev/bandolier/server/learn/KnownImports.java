package dev.bandolier.server.learn;

import dev.bandolier.server.event.ImportMarked;
import java.util.HashMap;
import java.util.Map;

/** The imports of one campaign that have an id, for as long as the campaign lives: a pure function of the catalog's facts. Learner's thread. */
final class KnownImports {

  private final Map<String, KnownImport> byId = new HashMap<>();

  /** Takes note of a fact at a position. */
  void note(ImportMarked mark, long position) {
    KnownImport before = byId.get(mark.importId());
    long begun = before == null ? position : before.begun();
    byId.put(mark.importId(), new KnownImport(0, begun, mark));
  }

  KnownImport find(String id) {
    KnownImport known = byId.get(id);
    return known == null
        ? new KnownImport(byId.size(), 0, null)
        : new KnownImport(byId.size() - 1, known.begun(), known.mark());
  }
}
