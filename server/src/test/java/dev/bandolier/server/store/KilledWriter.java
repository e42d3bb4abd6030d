package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A process that is killed. Every step writes its own number into a few blocks, in all their words,
 * frees one and makes one; so after any kill each block must hold the number of the last whole step
 * that chose it, which can be computed from the number of steps alone.
 */
final class KilledWriter {
  static final int OWNERS = 64;
  static final int PAYLOAD = 200;

  private KilledWriter() {}

  public static void main(String[] args) throws IOException {
    try (BlockStore store = Stores.open(Path.of(args[0]))) {
      if (store.recovery() instanceof Recovery.RebuildNeeded rebuild) {
        throw new IllegalStateException(rebuild.reason());
      }
      Map<Long, Long> handles = new HashMap<>();
      store.scan((handle, kind, high, low) -> handles.put(low, handle));
      check(store, handles);
      long first = store.donePosition() + 1;
      for (long step = first; step > 0; step++) {
        go(store, handles, step);
        if (step == first) {
          System.out.println(store.recovery() + " at " + store.donePosition());
        }
      }
    }
  }

  private static void go(BlockStore store, Map<Long, Long> handles, long step) {
    long replaced = step % OWNERS + 1;
    Long old = handles.remove(replaced);
    if (old != null) {
      store.free(old);
    }
    handles.put(replaced, store.allocate(Stores.ENTRY, 5, replaced, PAYLOAD));
    fill(store, handles, replaced, step);
    for (long i = 1; i <= 4; i++) {
      fill(store, handles, (step * 7 + i * 13) % OWNERS + 1, step);
    }
    store.commit(step, 0);
  }

  private static void fill(BlockStore store, Map<Long, Long> handles, long owner, long step) {
    Long handle = handles.get(owner);
    if (handle != null) {
      int payload = store.stage(handle);
      Memory memory = store.memory(handle);
      for (int word = 0; word < PAYLOAD; word++) {
        memory.setLong(payload + word, step);
      }
    }
  }

  /** Fails unless every block is what the last whole step left. */
  static void check(BlockStore store, Map<Long, Long> handles) {
    long[] expected = new long[OWNERS + 1];
    long done = store.donePosition();
    for (long step = Math.max(1, done - 3 * OWNERS); step <= done; step++) {
      expected[(int) (step % OWNERS + 1)] = step;
      for (long i = 1; i <= 4; i++) {
        int owner = (int) ((step * 7 + i * 13) % OWNERS + 1);
        expected[owner] = expected[owner] > 0 ? step : 0;
      }
    }
    for (int owner = 1; owner <= OWNERS; owner++) {
      Long handle = handles.get((long) owner);
      if (handle == null ? expected[owner] != 0 : !holds(store, handle, expected[owner])) {
        throw new IllegalStateException("owner " + owner + " is not at " + expected[owner]);
      }
    }
  }

  private static boolean holds(BlockStore store, long handle, long step) {
    int payload = store.current(handle);
    for (int word = 0; word < PAYLOAD; word++) {
      if (store.memory(handle).getLong(payload + word) != step) {
        return false;
      }
    }
    return true;
  }
}
