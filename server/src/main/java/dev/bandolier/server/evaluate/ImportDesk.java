package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.ImportMarked;
import dev.bandolier.server.journal.RecordSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Sees to it that an import with an id counts once. That it has begun, and that it has ended, are facts, which outlive the decisions in the journal; of one that was
 * cut off the journal says how far it came. Two imports under one id are never under way at once. Any thread.
 */
public final class ImportDesk {

  /** Imports of a campaign that have an id. */
  static final int MAX_IMPORTS = 10_000;

  private final RecordSource journal;
  private final ImportMarks marks;
  private final LongFunction<CompletableFuture<?>> folded;
  private final Set<Owner> underWay = ConcurrentHashMap.newKeySet();
  private final Map<Owner, Long> last = new ConcurrentHashMap<>();

  private record Owner(int campaign, String id) {}

  /**
   * Over a journal.
   *
   * @param marks which imports have begun and ended
   * @param folded completes once the fact at a position has been folded
   */
  public ImportDesk(
      RecordSource journal, ImportMarks marks, LongFunction<CompletableFuture<?>> folded) {
    this.journal = journal;
    this.marks = marks;
    this.folded = folded;
  }

  /** What a claim has found. */
  sealed interface Found {

    /** Nothing was ever imported under the id. */
    record New() implements Found {}

    /** It was cut off before. */
    record CutOff(ImportLog.Recorded recorded) implements Found {}

    /** It has ended: nothing more may be imported under the id. */
    record Over(ImportMarked mark) implements Found {}

    /** It cannot be claimed now. */
    record Refused(Refusal refusal) implements Found {}
  }

  /** Begins an import, which nobody else may then begin until it is released; unless it is refused. Blocks until what is known is folded. */
  Found claim(int campaign, String id) {
    Owner owner = new Owner(campaign, id);
    if (!underWay.add(owner)) {
      return new Found.Refused(
          Refusal.of(
              Refusal.Reason.OVERLOADED,
              "the import '" + id + "' is under way already: try again later"));
    }
    boolean claimed = false;
    try {
      Found found = look(owner);
      claimed = !(found instanceof Found.Refused);
      return found;
    } finally {
      if (!claimed) {
        underWay.remove(owner);
      }
    }
  }

  private Found look(Owner owner) {
    Long before = last.get(owner);
    CompletableFuture<?> known =
        before == null ? CompletableFuture.completedFuture(null) : folded.apply(before);
    CompletableFuture<ImportMarks.Known> found =
        known.thenCompose(any -> marks.find(owner.campaign(), owner.id()));
    Refusal refusal = Patience.await(found);
    if (refusal == null && before != null) {
      last.remove(owner, before);
    }
    return refusal == null ? found(owner, found.join()) : new Found.Refused(refusal);
  }

  private Found found(Owner owner, ImportMarks.Known known) {
    ImportMarked mark = known.last();
    if (mark == null) {
      return known.others() < MAX_IMPORTS
          ? new Found.New()
          : refused("a campaign has at most 10,000 imports with an id");
    }
    if (mark.ended()) {
      return new Found.Over(mark);
    }
    if (known.begun() < journal.firstPosition()) {
      return refused(
          "it was cut off, and the journal does not have any more what was recorded of it: what is left needs another id");
    }
    return new Found.CutOff(ImportLog.read(journal, owner.campaign(), owner.id(), known.begun()));
  }

  private static Found refused(String description) {
    return new Found.Refused(Refusal.invalid(List.of(new Violation("import_id", description))));
  }

  /**
   * An import is over, well or not.
   *
   * @param position of the last fact that it has written; 0 for none
   */
  void release(int campaign, String id, long position) {
    Owner owner = new Owner(campaign, id);
    if (position > 0) {
      last.put(owner, position);
    }
    underWay.remove(owner);
  }
}
