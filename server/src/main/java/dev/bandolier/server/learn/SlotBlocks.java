package dev.bandolier.server.learn;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Where the blocks of a campaign's slots and arms are, by their uids. One thread only. */
final class SlotBlocks {

  /** No block. */
  static final long NONE = -1;

  private long[] registers = {};
  private long[][] arms = {};

  long register(int slot) {
    return slot < registers.length ? registers[slot] : NONE;
  }

  void register(int slot, long handle) {
    ensure(slot);
    registers[slot] = handle;
  }

  long arm(int slot, int arm) {
    return slot < arms.length && arm < arms[slot].length ? arms[slot][arm] : NONE;
  }

  void arm(int slot, int arm, long handle) {
    ensure(slot);
    if (arm >= arms[slot].length) {
      arms[slot] = widened(arms[slot], arm);
    }
    arms[slot][arm] = handle;
  }

  /** The handles of a slot's arms by uid, {@link #NONE} where there is none. */
  long[] armsOf(int slot) {
    return slot < arms.length ? arms[slot] : new long[0];
  }

  void forEach(LongConsumer consumer) {
    Arrays.stream(registers).filter(handle -> handle != NONE).forEach(consumer);
    forEachArm(consumer);
  }

  void forEachArm(LongConsumer consumer) {
    for (long[] slot : arms) {
      Arrays.stream(slot).filter(handle -> handle != NONE).forEach(consumer);
    }
  }

  private void ensure(int slot) {
    if (slot >= registers.length) {
      int before = arms.length;
      registers = widened(registers, slot);
      arms = Arrays.copyOf(arms, registers.length);
      Arrays.fill(arms, before, arms.length, new long[0]);
    }
  }

  private static long[] widened(long[] handles, int needed) {
    long[] wider = Arrays.copyOf(handles, Math.max(needed + 1, handles.length * 3 / 2));
    Arrays.fill(wider, handles.length, wider.length, NONE);
    return wider;
  }
}
