package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.model.ChangeAlarm;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.store.BlockStore;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of each slot's changes, in blocks of their own: a campaign that never asked to forget on changes has none.
 * A block stays when that is asked for no more, since its arms have faded by what it says. Called by the learner's thread,
 * within a step.
 */
final class Changes {

  private final int campaign;
  private final BlockStore store;
  private long[] handles = {};

  Changes(int campaign, BlockStore store) {
    this.campaign = campaign;
    this.store = store;
  }

  /** Takes note of a slot's block that was found in the store. */
  void attach(int slot, long handle) {
    if (slot >= handles.length) {
      int before = handles.length;
      handles = Arrays.copyOf(handles, slot + 1);
      Arrays.fill(handles, before, handles.length, SlotBlocks.NONE);
    }
    handles[slot] = handle;
  }

  /** Where a slot's block lies. */
  long handle(int slot) {
    return slot < handles.length ? handles[slot] : SlotBlocks.NONE;
  }

  /** Whether no slot has a block. */
  boolean isEmpty() {
    return handles.length == 0;
  }

  /**
   * Makes the blocks fit a campaign. A slot that starts anew, and one whose changes do not matter any more, is watched
   * afresh if it is again.
   */
  void align(Campaign definition, List<String> resetSlots) {
    for (Slot slot : definition.slots()) {
      long handle = handle(slot.uid());
      if (handle == SlotBlocks.NONE && definition.forgetsOnChange()) {
        make(slot.uid());
      } else if (handle != SlotBlocks.NONE
          && (!definition.forgetsOnChange() || resetSlots.contains(slot.name()))) {
        ChangeAlarm.restart(store.memory(handle), store.stage(handle));
      }
    }
  }

  private void make(int slot) {
    long handle =
        store.allocate(BlockKind.CHANGES, BlockKind.ownerOf(campaign, slot), 1, ChangeAlarm.WORDS);
    if (handle == BlockStore.FULL) {
      throw new IllegalStateException(
          "the arms' memory is full: campaign " + campaign + " should have been refused");
    }
    attach(slot, handle);
    ChangeAlarm.initialise(store.memory(handle), store.stage(handle));
  }

  /** Whether every slot of a campaign that needs one has its block. */
  boolean covers(Campaign definition) {
    return !definition.forgetsOnChange()
        || definition.slots().stream().allMatch(slot -> handle(slot.uid()) != SlotBlocks.NONE);
  }

  /** How many changes of a slot were found. */
  long count(int slot) {
    long handle = handle(slot);
    return handle == SlotBlocks.NONE
        ? 0
        : ChangeAlarm.changes(store.memory(handle), store.current(handle));
  }

  /** When the last was found, epoch milliseconds; 0 for none. */
  long latest(int slot) {
    long handle = handle(slot);
    return handle == SlotBlocks.NONE
        ? 0
        : ChangeAlarm.latest(store.memory(handle), store.current(handle));
  }

  /** How many ticks of forgetting they were worth. */
  long ticks(int slot) {
    return ChangeAlarm.TICKS * count(slot);
  }

  /** Takes a slot's block over from elsewhere. */
  void take(int slot, Memory source, int payload) {
    long handle = handle(slot);
    if (handle != SlotBlocks.NONE) {
      store.memory(handle).copy(source, payload, store.stage(handle), ChangeAlarm.WORDS);
    }
  }

  /** Lets a slot be as if no change had been found. */
  void clear(int slot) {
    long handle = handle(slot);
    if (handle != SlotBlocks.NONE) {
      ChangeAlarm.initialise(store.memory(handle), store.stage(handle));
    }
  }

  /** Frees every block. */
  void releaseAll() {
    Arrays.stream(handles).filter(handle -> handle != SlotBlocks.NONE).forEach(store::free);
  }
}
