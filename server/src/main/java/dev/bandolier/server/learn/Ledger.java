package dev.bandolier.server.learn;

import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Share;

/**
 * The decisions that are remembered, each in one block, by the keyed hash of its id; and the facts
 * that came before their decision. Called by the learner's thread; changes belong to the step.
 */
final class Ledger {

  /** Facts that are held for one decision that is not known yet. */
  static final int MAX_HELD_FACTS = 32;

  private static final int MOST_SPARE = 4096;

  /** Words before the positions of held facts. */
  static final int HELD_HEADER = 4;

  private static final int OUTCOMES_TO_BEGIN_WITH = 2;

  private final BlockStore store;
  private final LedgerKeys entries;
  private final KeyIndex held;
  private final LedgerEntry entry = new LedgerEntry();
  private final long[] leaving = new long[128];
  private int leavingWords;
  private int largestWords = LedgerEntry.words(1, OUTCOMES_TO_BEGIN_WITH);

  Ledger(BlockStore store, int capacity, int heldCapacity) {
    this.store = store;
    this.entries = new LedgerKeys(capacity);
    this.held = new KeyIndex(heldCapacity);
  }

  /** How many decisions are remembered. */
  int size() {
    return entries.size();
  }

  /**
   * Whether more decisions can be remembered, with some to spare for those under way: the count and the
   * memory, each for blocks as large as the largest so far.
   */
  boolean hasRoom() {
    int bytes = BlockStore.sizeOf(largestWords);
    long spare = Math.min(MOST_SPARE, store.usage(Share.LEDGER).budget() / (16L * bytes));
    return !entries.isFull() && store.fits(BlockKind.ENTRY, largestWords, (int) spare);
  }

  /** How many unknown decisions have facts waiting for them. */
  int heldSize() {
    return held.size();
  }

  /** Makes room for that many decisions in advance. */
  void expect(long decisions) {
    entries.expect(decisions);
  }

  void attachEntry(long hi, long lo, long handle) {
    entries.put(hi, lo, handle);
  }

  void attachHeld(long hi, long lo, long handle) {
    held.put(hi, lo, handle);
  }

  long find(long hi, long lo) {
    return entries.get(hi, lo);
  }

  /** The entry as the step sees it; the same flyweight every time. Reading only. */
  LedgerEntry read(long handle) {
    return entry.at(store.memory(handle), store.current(handle));
  }

  /** The entry, to be changed in this step; the same flyweight every time. */
  LedgerEntry write(long handle) {
    int payload = store.stage(handle);
    Failpoint.pass("ledger.staged");
    return entry.at(store.memory(handle), payload);
  }

  /** A new entry's block, or {@link KeyIndex#ABSENT} where the ledger is full. */
  long create(long hi, long lo, int parts) {
    if (entries.isFull()) {
      return KeyIndex.ABSENT;
    }
    int words = LedgerEntry.words(parts, OUTCOMES_TO_BEGIN_WITH);
    largestWords = Math.max(largestWords, words);
    long handle = store.allocate(BlockKind.ENTRY, hi, lo, words);
    if (handle == BlockStore.FULL) {
      return KeyIndex.ABSENT;
    }
    entries.put(hi, lo, handle);
    return handle;
  }

  /**
   * Makes room for one more outcome, in a larger block if need be.
   *
   * @return the block that holds the entry now, or {@link KeyIndex#ABSENT} where there is no memory
   */
  long ensureRoom(long handle, long hi, long lo) {
    LedgerEntry before = read(handle);
    int words = TwinBlock.payloadWords(store.memory(handle), store.base(handle));
    if (LedgerEntry.words(before.parts(), before.outcomes() + 1) <= words) {
      return handle;
    }
    int doubled = Math.min(LedgerEntry.MAX_OUTCOMES, 2 * before.outcomes() + 1);
    long larger =
        store.allocate(BlockKind.ENTRY, hi, lo, LedgerEntry.words(before.parts(), doubled));
    if (larger == BlockStore.FULL) {
      return KeyIndex.ABSENT;
    }
    copy(handle, larger, words);
    entries.put(hi, lo, larger);
    return larger;
  }

  /** Gives up the block that an entry was moved out of. */
  void freeIfMoved(long before, long now) {
    if (before != now) {
      store.free(before);
    }
  }

  /** Whether the block holds the entry of the decision at that position. */
  boolean isEntry(long handle, long position) {
    return isLive(handle, BlockKind.ENTRY) && read(handle).position() == position;
  }

  /** Whether the block holds facts, the first of which is at that position. */
  boolean isHeld(long handle, long position) {
    return isLive(handle, BlockKind.HELD) && heldSince(handle) == position;
  }

  /** Asks the block, which is looked at next anyway, and not the index, which is far from there. */
  private boolean isLive(long handle, int kind) {
    return TwinBlock.kind(store.memory(handle), store.base(handle)) == kind && store.isLive(handle);
  }

  long ownerHi(long handle) {
    return TwinBlock.ownerHigh(store.memory(handle), store.base(handle));
  }

  long ownerLo(long handle) {
    return TwinBlock.ownerLow(store.memory(handle), store.base(handle));
  }

  void remove(long hi, long lo, long handle) {
    entries.remove(hi, lo);
    store.free(handle);
  }

  /** As {@link #remove}, but that {@link #find} may go on finding the freed block until {@link #sweep}. */
  void leave(long hi, long lo, long handle) {
    store.free(handle);
    leaving[leavingWords++] = hi;
    leaving[leavingWords++] = lo;
    if (leavingWords == leaving.length) {
      sweep();
    }
  }

  /** Removes the keys of those who left. */
  void sweep() {
    entries.removeAll(leaving, leavingWords);
    leavingWords = 0;
  }

  void forEach(KeyIndex.Visitor visitor) {
    entries.forEach(visitor);
  }

  /**
   * Holds a fact for a decision that is not known yet. Payload: 0 facts, 1 deadline, 2 campaign, 3
   * position of the first fact, then positions.
   *
   * @return the block, or {@link KeyIndex#ABSENT} where no more can be held
   */
  long hold(int campaign, long hi, long lo, long position, long deadline) {
    long handle = held.get(hi, lo);
    if (handle == KeyIndex.ABSENT) {
      handle = beginHolding(campaign, hi, lo, position, deadline);
    }
    if (handle == KeyIndex.ABSENT || heldFacts(handle) == MAX_HELD_FACTS) {
      return KeyIndex.ABSENT;
    }
    Memory memory = store.memory(handle);
    int payload = store.stage(handle);
    int facts = (int) memory.getLong(payload);
    memory.setLong(payload + HELD_HEADER + facts, position);
    memory.setLong(payload, facts + 1L);
    return handle;
  }

  private long beginHolding(int campaign, long hi, long lo, long position, long deadline) {
    long handle =
        held.isFull()
            ? BlockStore.FULL
            : store.allocate(BlockKind.HELD, hi, lo, HELD_HEADER + MAX_HELD_FACTS);
    if (handle == BlockStore.FULL) {
      return KeyIndex.ABSENT;
    }
    Memory memory = store.memory(handle);
    int payload = store.stage(handle);
    memory.setLong(payload + 1, deadline);
    memory.setLong(payload + 2, campaign);
    memory.setLong(payload + 3, position);
    held.put(hi, lo, handle);
    return handle;
  }

  long findHeld(long hi, long lo) {
    return held.get(hi, lo);
  }

  int heldFacts(long handle) {
    return (int) store.memory(handle).getLong(store.current(handle));
  }

  long heldFact(long handle, int i) {
    return store.memory(handle).getLong(store.current(handle) + HELD_HEADER + i);
  }

  long heldDeadline(long handle) {
    return store.memory(handle).getLong(store.current(handle) + 1);
  }

  int heldCampaign(long handle) {
    return heldCampaign(store.memory(handle), store.current(handle));
  }

  static int heldCampaign(Memory memory, int payload) {
    return (int) memory.getLong(payload + 2);
  }

  long heldSince(long handle) {
    return heldSince(store.memory(handle), store.current(handle));
  }

  /** Position of the first fact that a payload holds. */
  static long heldSince(Memory memory, int payload) {
    return memory.getLong(payload + 3);
  }

  void removeHeld(long hi, long lo, long handle) {
    held.remove(hi, lo);
    store.free(handle);
  }

  void forEachHeld(KeyIndex.Visitor visitor) {
    held.forEach(visitor);
  }

  private void copy(long from, long to, int words) {
    store.memory(to).copy(store.memory(from), store.current(from), store.stage(to), words);
  }
}
