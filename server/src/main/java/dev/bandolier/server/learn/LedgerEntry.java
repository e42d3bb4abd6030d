package dev.bandolier.server.learn;

import dev.bandolier.server.model.Memory;

/**
 * One decision in the ledger: its parts (a part is one position of one slot), each in exactly one
 * state, and the outcomes seen for it, from which every part's reward can be computed again at any
 * time. A flyweight over a block's payload; one thread only.
 *
 * <p>Layout in words:
 *
 * <pre>
 * 0 campaign << 32 | flags (1 deferred, 2 holdout, 4 token)   1 ticks << 32 | revision   2 carrier's position   3 decision's time
 * 4 deadline by the feed's clock   5 parts << 32 | outcomes   6 deadline by the wall's   7 decision's position, 0: word 2
 * part:    0 slot uid << 48 | position << 32 | arm uid   1 {@link PartWord}
 *          2 reward   3 reward that was taught   4 time shown   5 position of the fact that taught it last
 * outcome: 0, 1 hash of its identity   2 {@link OutcomeWord}   3 bit per part   4 value   5 time
 * </pre>
 */
final class LedgerEntry {

  /** Parts that one decision may have: the width of an outcome's mask. */
  static final int MAX_PARTS = 64;

  /** Outcomes, retracted ones included, that one decision may have. */
  static final int MAX_OUTCOMES = 256;

  static final int DEFERRED = 1;
  static final int HOLDOUT = 2;

  /** Its answer carried a token: it was taught when it was made. */
  static final int TOKEN = 4;

  /** Where the carrier's position stands. */
  static final int CARRIER_WORD = 2;

  private static final int HEADER = 8;
  private static final int PART = 6;
  private static final int OUTCOME = 6;

  private Memory memory = Memory.allocate(0);
  private int base;

  static int words(int parts, int outcomes) {
    return HEADER + parts * PART + outcomes * OUTCOME;
  }

  LedgerEntry at(Memory blockMemory, int payload) {
    memory = blockMemory;
    base = payload;
    return this;
  }

  /** Fills an empty payload; the decision's own fact is the carrier. */
  void begin(int campaign, int flags, long revision, long position, long time, long ticks) {
    memory.setLong(base, (long) campaign << 32 | flags);
    memory.setLong(base + 1, ticks << 32 | revision);
    memory.setLong(base + CARRIER_WORD, position);
    memory.setLong(base + 3, time);
    memory.setLong(base + 4, Long.MAX_VALUE);
    memory.setLong(base + 5, 0);
    memory.setLong(base + 6, Long.MAX_VALUE);
  }

  int campaign() {
    return campaign(memory, base);
  }

  /** The campaign of the entry in a payload. */
  static int campaign(Memory memory, int payload) {
    return (int) (memory.getLong(payload) >>> 32);
  }

  boolean isDeferred() {
    return (memory.getLong(base) & DEFERRED) != 0;
  }

  boolean isToken() {
    return (memory.getLong(base) & TOKEN) != 0;
  }

  /** The position of the fact that says what was decided: the decision's, or one with its token. */
  long carrier() {
    return carrier(memory, base);
  }

  /** The carrier of the entry in a payload. */
  static long carrier(Memory memory, int payload) {
    return memory.getLong(payload + CARRIER_WORD);
  }

  void carrier(long position) {
    memory.setLong(base + 7, position());
    memory.setLong(base + CARRIER_WORD, position);
  }

  boolean isHoldout() {
    return (memory.getLong(base) & HOLDOUT) != 0;
  }

  long revision() {
    return memory.getLong(base + 1) & 0xffff_ffffL;
  }

  /** How many ticks of forgetting had passed when it was decided, modulo 2³². */
  int ticks() {
    return (int) (memory.getLong(base + 1) >>> 32);
  }

  long position() {
    long position = memory.getLong(base + 7);
    return position == 0 ? carrier() : position;
  }

  long time() {
    return memory.getLong(base + 3);
  }

  /** When the next window closes, by the feed's clock. */
  long closing() {
    return memory.getLong(base + 4);
  }

  void closing(long time) {
    memory.setLong(base + 4, time);
  }

  /** When it stops waiting for its activation, or is forgotten, by the wall's clock. */
  long ending() {
    return memory.getLong(base + 6);
  }

  void ending(long time) {
    memory.setLong(base + 6, time);
  }

  int parts() {
    return (int) (memory.getLong(base + 5) >>> 32);
  }

  int outcomes() {
    return (int) memory.getLong(base + 5);
  }

  /** Adds a part in state {@link PartState#WAITING}. */
  void addPart(int slotUid, int position, int armUid, int slotOrdinal) {
    int at = part(parts());
    memory.setLong(at, (long) slotUid << 48 | (long) position << 32 | armUid);
    memory.setLong(at + 1, (long) slotOrdinal << 32);
    memory.setLong(base + 5, memory.getLong(base + 5) + (1L << 32));
  }

  int slotUid(int part) {
    return (int) (memory.getLong(part(part)) >>> 48);
  }

  int positionOf(int part) {
    return (int) (memory.getLong(part(part)) >>> 32) & 0xffff;
  }

  int armUid(int part) {
    return (int) memory.getLong(part(part));
  }

  /** Which slot of the decision's fact the part belongs to. */
  int slotOrdinal(int part) {
    return PartWord.ordinal(word(part));
  }

  /** The logit at which the part's lesson was expanded; meaningful where {@link PartWord#LOGIT} is set. */
  float logit(int part) {
    return PartWord.logit(word(part));
  }

  void logit(int part, float logit) {
    memory.setLong(part(part) + 1, PartWord.withLogit(word(part), logit));
  }

  /** How many changes its slot has found since the part began to teach, of so many in all. */
  long changesSince(int part, long changes) {
    return PartWord.changesSince(word(part), changes);
  }

  /** The part begins to teach when its slot has found so many changes. */
  void beginLesson(int part, long changes) {
    memory.setLong(part(part) + 1, PartWord.withChanges(word(part), changes));
  }

  PartState state(int part) {
    return PartWord.state(word(part));
  }

  void state(int part, PartState state) {
    memory.setLong(part(part) + 1, PartWord.withState(word(part), state));
  }

  boolean has(int part, int flag) {
    return PartWord.has(word(part), flag);
  }

  void set(int part, int flag, boolean on) {
    memory.setLong(part(part) + 1, PartWord.with(word(part), flag, on));
  }

  double reward(int part) {
    return memory.getDouble(part(part) + 2);
  }

  void reward(int part, double reward) {
    memory.setDouble(part(part) + 2, reward);
  }

  double taughtReward(int part) {
    return memory.getDouble(part(part) + 3);
  }

  void taughtReward(int part, double reward) {
    memory.setDouble(part(part) + 3, reward);
  }

  long shown(int part) {
    return memory.getLong(part(part) + 4);
  }

  void shown(int part, long time) {
    memory.setLong(part(part) + 4, time);
  }

  /** Position of the fact that changed what the part taught last; 0 where none did, {@link Lineage#OVER} where none will. */
  long lesson(int part) {
    return memory.getLong(part(part) + 5);
  }

  void lesson(int part, long position) {
    memory.setLong(part(part) + 5, position);
  }

  /** Adds an outcome; the payload must have room. */
  void addOutcome(
      long hashHi, long hashLo, int rule, int flags, long mask, double value, long time) {
    int at = outcome(outcomes());
    memory.setLong(at, hashHi);
    memory.setLong(at + 1, hashLo);
    memory.setLong(at + 2, OutcomeWord.of(rule, flags));
    memory.setLong(at + 3, mask);
    memory.setDouble(at + 4, value);
    memory.setLong(at + 5, time);
    memory.setLong(base + 5, memory.getLong(base + 5) + 1);
  }

  /** The outcome of that identity, or -1. */
  int findOutcome(long hashHi, long hashLo) {
    for (int i = 0; i < outcomes(); i++) {
      if (memory.getLong(outcome(i) + 1) == hashLo && memory.getLong(outcome(i)) == hashHi) {
        return i;
      }
    }
    return -1;
  }

  int rule(int outcome) {
    return OutcomeWord.rule(memory.getLong(outcome(outcome) + 2));
  }

  boolean outcomeHas(int outcome, int flag) {
    return OutcomeWord.has(memory.getLong(outcome(outcome) + 2), flag);
  }

  void setOutcome(int outcome, int flag, boolean on) {
    int at = outcome(outcome) + 2;
    memory.setLong(at, OutcomeWord.with(memory.getLong(at), flag, on));
  }

  /** A bit for every part that the outcome is about. */
  long mask(int outcome) {
    return memory.getLong(outcome(outcome) + 3);
  }

  double value(int outcome) {
    return memory.getDouble(outcome(outcome) + 4);
  }

  long outcomeTime(int outcome) {
    return memory.getLong(outcome(outcome) + 5);
  }

  private long word(int part) {
    return memory.getLong(part(part) + 1);
  }

  private int part(int i) {
    return base + HEADER + i * PART;
  }

  private int outcome(int i) {
    return base + HEADER + parts() * PART + i * OUTCOME;
  }
}
