package dev.bandolier.server.decide;

import java.util.concurrent.atomic.LongAdder;

/**
 * Which decision ids are taken, and where their decisions stand in the journal: a fixed number of
 * entries outside the heap, keyed by the 128-bit keyed hash of the id.
 *
 * <p>A claim retries a bounded number of times: it never blocks, at worst it is told {@code PENDING}.
 *
 * <p>{@code claim}, {@code complete}, {@code abandon}, {@code find} and the ends of calls come from any
 * thread; {@code forget} from the learner's thread; {@code put} from any thread, before serving starts.
 *
 * <p>An entry also counts the calls for its decision, so that a decision with which nobody was answered
 * can be censored: see {@link #answered} and {@link #unanswered}.
 */
public final class DecisionIndex {

  /** What a call makes necessary. */
  enum Consequence {
    /** Nothing. */
    NONE,
    /** The decision reached nobody: journal that it is censored, then call {@link #censored}. */
    CENSOR,
    /** It was censored, and is about to be answered after all: journal that first. */
    REOPEN
  }

  /** Bytes outside the heap that an entry costs at most, its share of the buckets included. */
  public static final int ENTRY_BYTES = 64;

  private static final long PENDING = 0;
  private static final long FORGOTTEN = -1;
  private static final long NUMBER = 0xffff_ffffL;
  private static final int GENERATION_SHIFT = 32;
  private static final int ATTEMPTS = 20_000;

  private final EntryTable table;
  private final EntryPool pool;
  private final LongAdder size = new LongAdder();
  private volatile boolean admitting = true;
  private final long capacity;

  private long seen;

  /**
   * Makes an empty index.
   *
   * @param capacity how many decisions can be remembered, 1 to 2³¹
   */
  public DecisionIndex(long capacity) {
    if (capacity < 1 || capacity > 1L << 31) {
      throw new IllegalArgumentException("capacity: 1 to 2^31, not " + capacity);
    }
    this.capacity = capacity;
    this.table = new EntryTable(capacity);
    this.pool = new EntryPool(capacity);
  }

  /** How many decisions are remembered; only about right while others change it. */
  public long size() {
    return size.sum();
  }

  /** How many can be remembered. */
  public long capacity() {
    return capacity;
  }

  /** Says whether the ledger has room for new decisions; while not, new claims are {@code FULL}. */
  public void admit(boolean room) {
    admitting = room;
  }

  /** Whether the ledger has room for new decisions. */
  public boolean isAdmitting() {
    return admitting;
  }

  /**
   * Claims an id, or finds who did, and counts a call in flight if it is {@code NEW} or {@code
   * STORED}.
   */
  Claim claim(long hi, long lo, Claim result) {
    return claim(hi, lo, admitting, result);
  }

  private Claim claim(long hi, long lo, boolean newOnes, Claim result) {
    long spare = 0;
    result.become(Claim.State.PENDING, 0, 0);
    for (int i = 0; i < ATTEMPTS && result.state == Claim.State.PENDING; i++) {
      long head = table.head(hi);
      long found = table.walk(head, hi, lo);
      if (found == EntryTable.ABSENT) {
        spare = spare == 0 && newOnes ? pool.take() : spare;
        spare = insert(head, spare, hi, lo, result);
      } else if (found == EntryTable.DISTURBED || !join(head, found, hi, result)) {
        Thread.onSpinWait();
      }
    }
    if (spare != 0) {
      pool.giveBack(spare);
    }
    return result;
  }

  /** Says where the decision of a {@code NEW} claim stands. */
  void complete(long handle, long position) {
    if (!table.changePosition(number(handle), PENDING, position)) {
      remove(number(handle));
    }
  }

  /** Gives a {@code NEW} claim up: the id is free again. */
  void abandon(long handle) {
    remove(number(handle));
  }

  /** Where the decision stands in the journal, or 0 if it is not remembered. */
  public long find(long hi, long lo) {
    for (int i = 0; i < ATTEMPTS; i++) {
      long head = table.head(hi);
      long found = table.walk(head, hi, lo);
      long position = found > 0 ? table.position(found) : 0;
      if (found != EntryTable.DISTURBED && table.head(hi) == head) {
        return Math.max(0, position);
      }
      Thread.onSpinWait();
    }
    return 0;
  }

  /**
   * Remembers a decision that was made before this process started.
   *
   * @param censored whether it was censored because nobody was answered
   * @return false if there is no room
   */
  public boolean put(long hi, long lo, long position, boolean censored) {
    Claim claim = claim(hi, lo, true, new Claim());
    if (claim.state != Claim.State.NEW) {
      return claim.state == Claim.State.STORED;
    }
    long entry = number(claim.handle);
    long calls = table.calls(entry);
    table.changeCalls(entry, calls, CallCount.restored(calls, censored));
    complete(claim.handle, position);
    return true;
  }

  /**
   * Reads where some ids are remembered, so that the processor waits for the memory of many of them at once
   * when they are forgotten next. On the learner's thread.
   *
   * @param keys high and low words in turn, of which the first {@code words} count
   */
  public void lookAt(long[] keys, int words) {
    for (int i = 0; i < words; i += 2 * EntryTable.SIGHT) {
      seen = table.lookAt(keys, i, Math.min(words, i + 2 * EntryTable.SIGHT));
    }
  }

  /** Of no meaning: what was read ahead, which is kept so that the compiler cannot leave it out. */
  long seen() {
    return seen;
  }

  /** Forgets a decision; its id is free again. On the learner's thread. */
  public void forget(long hi, long lo) {
    long found = table.walk(table.head(hi), hi, lo);
    while (found == EntryTable.DISTURBED) {
      Thread.onSpinWait();
      found = table.walk(table.head(hi), hi, lo);
    }
    if (found != EntryTable.ABSENT && !table.changePosition(found, PENDING, FORGOTTEN)) {
      forgetStored(found);
    }
  }

  /** A call for the decision ended with its answer. */
  void answered(long handle) {
    long entry = number(handle);
    for (long word = table.calls(entry); same(word, handle); word = table.calls(entry)) {
      if (table.changeCalls(entry, word, CallCount.answered(word))) {
        return;
      }
    }
  }

  /** A call for the decision ended without its answer. */
  Consequence unanswered(long handle) {
    long entry = number(handle);
    for (long word = table.calls(entry); same(word, handle); word = table.calls(entry)) {
      long after = CallCount.unanswered(word);
      if (table.changeCalls(entry, word, after)) {
        return CallCount.beganCensoring(word, after) ? Consequence.CENSOR : Consequence.NONE;
      }
    }
    return Consequence.NONE;
  }

  /** The censoring that {@link #unanswered} asked for is in the journal. */
  void censored(long handle) {
    long entry = number(handle);
    for (long word = table.calls(entry); same(word, handle); word = table.calls(entry)) {
      if (table.changeCalls(entry, word, CallCount.censored(word))) {
        return;
      }
    }
  }

  /**
   * A call for the decision is about to be answered; waits while another thread is journalling that it is censored, or open
   * again. After {@link Consequence#REOPEN} others wait for {@link #reopened}.
   */
  Consequence reopen(long handle) {
    long entry = number(handle);
    for (long word = table.calls(entry); same(word, handle); word = table.calls(entry)) {
      if (CallCount.isBeingCensored(word)) {
        Thread.onSpinWait();
      } else if (!CallCount.isCensored(word)) {
        return Consequence.NONE;
      } else if (table.changeCalls(entry, word, CallCount.reopening(word))) {
        return Consequence.REOPEN;
      }
    }
    return Consequence.NONE;
  }

  /** What {@link #reopen} asked for was journalled, or could not be: then the decision stays censored. */
  void reopened(long handle, boolean journalled) {
    long entry = number(handle);
    for (long word = table.calls(entry); same(word, handle); word = table.calls(entry)) {
      if (table.changeCalls(entry, word, CallCount.reopened(word, journalled))) {
        return;
      }
    }
  }

  /** Tries to insert a spare entry; returns it if it is still spare. */
  private long insert(long head, long spare, long hi, long lo, Claim result) {
    if (spare == 0) {
      result.become(Claim.State.FULL, 0, 0);
      return 0;
    }
    table.prepare(spare, hi, lo, PENDING);
    if (!table.insert(head, spare, hi)) {
      return spare;
    }
    size.increment();
    result.become(Claim.State.NEW, handle(spare, table.calls(spare)), 0);
    return 0;
  }

  /** Counts a call for a stored decision; false if it is not stored yet or has just gone. */
  private boolean join(long head, long entry, long hi, Claim result) {
    long position = table.position(entry);
    long calls = table.calls(entry);
    boolean joined =
        position > 0
            && table.head(hi) == head
            && table.changeCalls(entry, calls, CallCount.joined(calls));
    if (joined) {
      result.become(Claim.State.STORED, handle(entry, calls), position);
    }
    return joined;
  }

  private void forgetStored(long entry) {
    if (table.position(entry) != FORGOTTEN) {
      remove(entry);
    }
  }

  private void remove(long entry) {
    table.remove(entry);
    size.decrement();
    pool.giveBack(entry);
  }

  private static long handle(long entry, long calls) {
    return CallCount.generation(calls) << GENERATION_SHIFT | entry;
  }

  private static long number(long handle) {
    return handle & NUMBER;
  }

  private static boolean same(long word, long handle) {
    return CallCount.generation(word) == handle >>> GENERATION_SHIFT;
  }
}
