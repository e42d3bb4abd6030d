package dev.bandolier.server.learn;

import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Census;
import dev.bandolier.server.store.Census.Block;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks two stores side by side in the order of their blocks' owners. Used once, by one thread. */
final class Comparer {

  private final BlockNames names;
  private final Census found;
  private final Census expected;
  private final List<Comparison.Difference> differences = new ArrayList<>();
  private long blocks;
  private long differing;

  /**
   * @param books of the folded store
   */
  Comparer(Books books, RecordSource journal, BlockStore live, BlockStore folded) {
    this.found = Census.of(live);
    this.expected = Census.of(folded);
    this.names = new BlockNames(books, journal);
  }

  Comparison compare(int limit) {
    Iterator<Block> left = found.blocks().iterator();
    Iterator<Block> right = expected.blocks().iterator();
    Block here = next(left);
    Block there = next(right);
    while (here != null || there != null) {
      int order = here == null ? 1 : there == null ? -1 : here.compareTo(there);
      note(order > 0 ? null : here, order < 0 ? null : there, limit);
      here = order > 0 ? here : next(left);
      there = order < 0 ? there : next(right);
    }
    return new Comparison(
        Math.max(found.count(BlockKind.ARM), expected.count(BlockKind.ARM)),
        Math.max(found.count(BlockKind.ENTRY), expected.count(BlockKind.ENTRY)),
        blocks,
        differing,
        found.digest(),
        expected.digest(),
        differences);
  }

  private static @Nullable Block next(Iterator<Block> blocks) {
    return blocks.hasNext() ? blocks.next() : null;
  }

  private void note(@Nullable Block here, @Nullable Block there, int limit) {
    blocks++;
    String how = difference(here, there);
    if (!how.isEmpty()) {
      differing++;
      if (differences.size() < limit) {
        String what = there == null ? name(found, here) : names.of(expected, there);
        differences.add(new Comparison.Difference(what, how));
      }
    }
  }

  private String name(Census census, @Nullable Block block) {
    return block == null ? "" : names.of(census, block);
  }

  private String difference(@Nullable Block here, @Nullable Block there) {
    if (here == null || there == null) {
      return here == null
          ? "the store does not have it, the journal makes it"
          : "the store has it, the journal does not make it";
    }
    int words = expected.words(there);
    if (found.words(here) != words) {
      return "%d words in the store, %d from the journal".formatted(found.words(here), words);
    }
    for (int i = 0; i < words; i++) {
      if (found.word(here, i) != expected.word(there, i)) {
        return "word %d of %d is %016x in the store, %016x from the journal"
            .formatted(i, words, found.word(here, i), expected.word(there, i));
      }
    }
    return "";
  }
}
