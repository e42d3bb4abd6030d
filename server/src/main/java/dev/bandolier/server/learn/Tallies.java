package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a campaign's arms have done, overall and by label, holdout apart: one block per arm, label and
 * holdout. The first {@link #MAX_LABELS} labels are kept apart, later ones together as {@link #OTHER}.
 * Called by the learner's thread.
 */
final class Tallies {

  /** Labels that are kept apart. */
  static final int MAX_LABELS = 1000;

  /** The label of all labels beyond these. */
  static final String OTHER = "other";

  /** Stands for the slot as a whole. */
  static final int ALL_ARMS = -1;

  /** No label: the statistics over everything. */
  static final int OVERALL = 0;

  private static final int OTHER_LABEL = MAX_LABELS + 1;
  private static final int TEXT_WORDS = 34;

  private final int campaign;
  private final BlockStore store;
  private final KeyIndex blocks = new KeyIndex(1 << 24);
  private final TreeMap<String, Integer> labels = new TreeMap<>();
  private final List<Long> labelBlocks = new ArrayList<>();

  /** The labels of decisions up to there were counted before this process began. */
  private final long before;

  private boolean labelled;

  Tallies(int campaign, BlockStore store) {
    this.campaign = campaign;
    this.store = store;
    this.before = store.donePosition();
  }

  /** Takes note of a tally that was found in the store. */
  void attach(long ownerHi, long ownerLo, long handle) {
    blocks.put(ownerHi, ownerLo, handle);
  }

  /** Takes note of a label that was found in the store. */
  void attachLabel(int label, long handle) {
    Memory memory = store.memory(handle);
    int payload = store.current(handle);
    byte[] text = new byte[(int) memory.getLong(payload)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (memory.getLong(payload + 1 + i / 8) >>> 8 * (i % 8));
    }
    labels.put(new String(text, StandardCharsets.UTF_8), label);
    labelBlocks.add(handle);
  }

  /** The labels that are kept apart, in their order. */
  Iterable<String> labels() {
    return labels.keySet();
  }

  /** The number of a label, which is made if need be. */
  int labelOf(String text) {
    labelled = true;
    Integer known = labels.get(text);
    if (known != null) {
      return known;
    }
    int label = labels.size() + 1;
    return label <= MAX_LABELS && keep(text, label) ? label : OTHER_LABEL;
  }

  /** Whether the decision at a position may have labels; not, if it and all after it had none. */
  boolean mayHaveLabels(long decision) {
    return labelled || decision <= before;
  }

  /** The number under which a label is kept, or -1. */
  int findLabel(String text) {
    return text.equals(OTHER) ? OTHER_LABEL : labels.getOrDefault(text, -1);
  }

  private boolean keep(String text, int label) {
    long handle =
        store.allocate(BlockKind.LABEL, BlockKind.ownerOf(campaign, 0), label, TEXT_WORDS);
    if (handle == BlockStore.FULL) {
      return false;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Memory memory = store.memory(handle);
    int payload = store.stage(handle);
    memory.setLong(payload, bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int word = payload + 1 + i / 8;
      memory.setLong(word, memory.getLong(word) | (bytes[i] & 0xffL) << 8 * (i % 8));
    }
    labels.put(text, label);
    labelBlocks.add(handle);
    return true;
  }

  /** Counts a decision for an arm, and for its slot. */
  void decided(int slot, int arm, int label, boolean holdout) {
    long total = find(slot, ALL_ARMS, label, holdout, true);
    long tally = find(slot, arm, label, holdout, true);
    if (total != KeyIndex.ABSENT && tally != KeyIndex.ABSENT) {
      int totalPayload = store.stage(total);
      long decisions = Tally.decisions(store.memory(total), totalPayload) + 1;
      Tally.addDecision(store.memory(total), totalPayload, decisions);
      Tally.addDecision(store.memory(tally), store.stage(tally), decisions);
    }
  }

  /** Follows a change of one part. */
  void changed(int slot, int arm, int label, boolean holdout, PartValue before, PartValue after) {
    long tally = find(slot, arm, label, holdout, true);
    if (tally != KeyIndex.ABSENT) {
      Tally.apply(store.memory(tally), store.stage(tally), before, after);
    }
  }

  /** The tally's block, or {@link KeyIndex#ABSENT}. */
  long find(int slot, int arm, int label, boolean holdout) {
    return find(slot, arm, label, holdout, false);
  }

  private long find(int slot, int arm, int label, boolean holdout, boolean make) {
    long hi = BlockKind.ownerOf(campaign, slot);
    long lo = (long) label << 33 | (holdout ? 1L << 32 : 0) | arm + 1;
    long found = blocks.get(hi, lo);
    return found == KeyIndex.ABSENT && make ? make(hi, lo) : found;
  }

  private long make(long hi, long lo) {
    long handle = store.allocate(BlockKind.TALLY, hi, lo, Tally.WORDS);
    if (handle == BlockStore.FULL) {
      return KeyIndex.ABSENT;
    }
    store.stage(handle);
    blocks.put(hi, lo, handle);
    return handle;
  }

  /** Frees every block. */
  void releaseAll() {
    blocks.forEach((hi, lo, handle) -> store.free(handle));
    labelBlocks.forEach(store::free);
  }
}
