package dev.bandolier.server.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A map of arrays that goes through the same random steps as a store. Every block's content is a
 * function of what the random numbers say, so the two can be compared at any time.
 */
final class ModelStore {
  private static final int[] PAYLOADS = {1, 16, 40, 100, 300, 1500};
  private static final int MOST_BLOCKS = 300;

  private final SplittableRandom random;
  private Map<Long, long[]> committed = new HashMap<>();
  private Map<Long, long[]> working = new HashMap<>();
  private final Map<Long, Long> handles = new HashMap<>();
  private long nextOwner = 1;

  ModelStore(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Goes through most of a step, without committing it. */
  void change(BlockStore store) {
    int changes = random.nextInt(20);
    for (int i = 0; i < changes; i++) {
      int what = working.size() >= MOST_BLOCKS ? 9 : random.nextInt(10);
      if (what < 3 || working.isEmpty()) {
        allocate(store);
      } else if (what < 9) {
        write(store, anyOwner());
      } else {
        free(store, anyOwner());
      }
    }
  }

  /** What the change did counts from now on. */
  void commit() {
    committed = copy(working);
  }

  /** What the change did never happened. */
  void rollBack() {
    working = copy(committed);
    handles.keySet().retainAll(committed.keySet());
  }

  /** A copy of what counts. */
  Map<Long, long[]> committed() {
    return copy(committed);
  }

  /** Looks up where the blocks are after opening, and compares every word. */
  void compare(BlockStore store) {
    handles.clear();
    store.scan((handle, kind, high, low) -> handles.put(low, handle));
    assertThat(handles.keySet()).isEqualTo(committed.keySet());
    committed.forEach((owner, words) -> compare(store, handle(owner), owner, words));
  }

  private void compare(BlockStore store, long handle, long owner, long[] expected) {
    Memory memory = store.memory(handle);
    int payload = store.current(handle);
    long[] found = new long[expected.length];
    Arrays.setAll(found, i -> memory.getLong(payload + i));
    assertThat(found).isEqualTo(expected);
    assertThat(TwinBlock.verifyChecksum(memory, store.base(handle))).isTrue();
    assertThat(TwinBlock.payloadWords(memory, store.base(handle))).isEqualTo(expected.length);
    assertThat(TwinBlock.ownerHigh(memory, store.base(handle))).isEqualTo(~owner);
  }

  private void allocate(BlockStore store) {
    int words = PAYLOADS[random.nextInt(PAYLOADS.length)];
    long owner = nextOwner++;
    int kind = random.nextBoolean() ? Stores.ARM : Stores.ENTRY;
    long handle = store.allocate(kind, ~owner, owner, words);
    if (handle != BlockStore.FULL) {
      working.put(owner, new long[words]);
      handles.put(owner, handle);
    }
  }

  private void write(BlockStore store, long owner) {
    long handle = handle(owner);
    long[] words = requireNonNull(working.get(owner));
    int payload = store.stage(handle);
    assertThat(store.current(handle)).isEqualTo(payload);
    int word = random.nextInt(words.length);
    long value = random.nextLong();
    assertThat(store.memory(handle).getLong(payload + word)).isEqualTo(words[word]);
    store.memory(handle).setLong(payload + word, value);
    words[word] = value;
  }

  private void free(BlockStore store, long owner) {
    store.free(handle(owner));
    working.remove(owner);
  }

  private long handle(long owner) {
    return requireNonNull(handles.get(owner));
  }

  private long anyOwner() {
    List<Long> owners = new ArrayList<>(working.keySet());
    return owners.get(random.nextInt(owners.size()));
  }

  private static Map<Long, long[]> copy(Map<Long, long[]> map) {
    Map<Long, long[]> copy = new HashMap<>();
    map.forEach((owner, words) -> copy.put(owner, words.clone()));
    return copy;
  }
}
