package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.model.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arms of a store whose changes are noted, against posteriors that lie in memory of their own and are changed in place. */
final class ArmStepsTest {
  private static final int ROUNDS = 12;
  private static final int STEPS = 30;
  private static final int ARMS = 16;
  private static final int[] DIMENSIONS = {3, 95, 96, 97, 128};

  @TempDir private Path directory;

  private final SplittableRandom random = new SplittableRandom(9);
  private final Workspace held = new Workspace(3);
  private final Workspace plain = new Workspace();
  private final Map<Long, Memory> committed = new TreeMap<>();
  private final Map<Long, Memory> working = new TreeMap<>();
  private final Map<Long, Long> committedHandles = new TreeMap<>();
  private final Map<Long, Long> handles = new TreeMap<>();
  private Path place = Path.of("");
  private long position;

  @Test
  void randomSteps_withKillsAbandonedStepsAndResets_leaveWhatTheSameMovesInPlaceLeave()
      throws IOException {
    place = directory.resolve("store");
    BlockStore store = open();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < STEPS; i++) {
        change(store);
        if (random.nextInt(5) == 0) {
          abandon(store);
        } else {
          commit(store, i % 3);
        }
      }
      store = interrupt(store, round);
      compare(store);
    }
    store.close();
  }

  @Test
  void anArmThatIsMadeAgainAfterAReset_withAsManySteps_isNotTakenForTheOneBefore()
      throws IOException {
    place = directory.resolve("store");
    try (BlockStore store = open()) {
      make(store, 1, 96);
      commit(store, 0);
      for (int step = 1; step < 4; step++) {
        teach(store, 1, 30);
        commit(store, 0);
      }
      long before = handles.get(1L);
      reset(store);
      become(working, committed);
      handles.clear();
      make(store, 1, 96);
      commit(store, 0);
      for (int step = 1; step < 4; step++) {
        changeWhole(store, 1, 1);
        commit(store, 0);
      }
      assertThat(handles).containsEntry(1L, before);
      teach(store, 1, 30);
      commit(store, 0);
    }
  }

  private void abandon(BlockStore store) {
    store.abandon();
    become(working, committed);
    handles.clear();
    handles.putAll(committedHandles);
  }

  private void commit(BlockStore store, int number) {
    held.putBack();
    store.commit(++position, number);
    compareOtherCopies(store);
    become(committed, working);
    committedHandles.clear();
    committedHandles.putAll(handles);
    compare(store);
  }

  /** Empties the store, or ends it with a kill or without, and finds again what was committed. */
  private BlockStore interrupt(BlockStore store, int round) throws IOException {
    BlockStore next =
        switch (round % 4) {
          case 1, 2 -> kill(store, round);
          case 3 -> reset(store);
          default -> reopen(store);
        };
    become(working, committed);
    handles.clear();
    next.scan((handle, kind, high, low) -> handles.put(low, handle));
    assertThat(handles).isEqualTo(committedHandles);
    return next;
  }

  private BlockStore kill(BlockStore store, int round) throws IOException {
    change(store);
    Path next = directory.resolve("store-" + round);
    Stores.copy(place, next);
    store.close();
    place = next;
    BlockStore opened = open();
    assertThat(opened.recovery()).isInstanceOf(Recovery.AfterKill.class);
    return opened;
  }

  private BlockStore reset(BlockStore store) throws IOException {
    store.reset();
    committed.clear();
    committedHandles.clear();
    position = 0;
    return store;
  }

  private BlockStore reopen(BlockStore store) throws IOException {
    store.close();
    BlockStore opened = open();
    assertThat(opened.recovery()).isEqualTo(new Recovery.Clean());
    return opened;
  }

  private BlockStore open() throws IOException {
    Duration limit = Duration.ofSeconds(60);
    StoreConfig config = new StoreConfig(32 << 20, 2 << 20, 16 << 10, 1 << 20, 2, limit, true);
    return BlockStore.open(place, config, StoreListener.NONE);
  }

  private void change(BlockStore store) {
    for (int i = random.nextInt(12); i >= 0; i--) {
      long owner = 1L + random.nextInt(ARMS);
      int what = random.nextInt(30);
      if (!working.containsKey(owner)) {
        make(store, owner, DIMENSIONS[random.nextInt(DIMENSIONS.length)]);
      } else if (what == 0) {
        held.putBack();
        store.free(handles.remove(owner));
        working.remove(owner);
      } else if (what < 4) {
        changeWhole(store, owner, what);
      } else {
        for (int lessons = random.nextInt(4); lessons >= 0; lessons--) {
          teach(store, owner, random.nextInt(50));
        }
      }
    }
    held.putBack();
  }

  private void make(BlockStore store, long owner, int d) {
    long handle = store.allocate(Stores.ARM, owner, owner, ArmLayout.words(d));
    Memory arm = Memory.allocate(ArmLayout.words(d));
    ArmPosterior.initialise(arm, 0, d, 1);
    ArmPosterior.initialise(store.memory(handle), store.stage(handle), d, 1);
    handles.put(owner, handle);
    working.put(owner, arm);
  }

  /** By {@link BlockStore#stage}, of which nobody takes note. */
  private void changeWhole(BlockStore store, long owner, int what) {
    Memory arm = working.get(owner);
    long handle = handles.get(owner);
    Memory memory = store.memory(handle);
    int ticks = random.nextInt(5);
    if (what == 1) {
      ArmPosterior.decay(memory, store.stage(handle), 0.7, held);
      ArmPosterior.decay(arm, 0, 0.7, plain);
    } else if (what == 2) {
      ArmPosterior.setTicks(memory, store.stage(handle), ticks);
      ArmPosterior.setTicks(arm, 0, ticks);
    } else {
      held.putBack();
      int d = ArmPosterior.dimension(arm, 0);
      ArmPosterior.initialise(memory, store.stage(handle), d, 1 + ticks);
      ArmPosterior.initialise(arm, 0, d, 1 + ticks);
    }
  }

  private void teach(BlockStore store, long owner, int kind) {
    Memory arm = working.get(owner);
    long handle = handles.get(owner);
    Memory memory = store.memory(handle);
    int from = store.current(handle);
    ArmDelta delta = store.stageArm(handle);
    int payload = store.current(handle);
    SparseVector x = context(ArmPosterior.dimension(arm, 0));
    double reward = random.nextInt(3);
    held.begin(memory, payload, from, delta);
    move(memory, payload, kind, x, reward, held);
    held.settle();
    move(arm, 0, kind, x, reward, plain);
  }

  private static void move(
      Memory memory, int payload, int kind, SparseVector x, double reward, Workspace work) {
    if (kind == 0) {
      ArmPosterior.decay(memory, payload, 0.8, work);
    } else if (kind < 5) {
      ArmPosterior.forget(memory, payload, x, reward, 0.01, work);
    } else if (kind < 25) {
      ArmPosterior.adjust(memory, payload, x, 0, reward, 1, work);
    } else {
      ArmPosterior.observe(memory, payload, x, reward, 1, work);
    }
  }

  private SparseVector context(int d) {
    SparseVector x = new SparseVector(4);
    for (int i = 0, k = random.nextInt(5); k > 0 && i + 1 < d; k--) {
      i = random.nextInt(i + 1, d);
      x.add(i, 1);
    }
    return x;
  }

  private void compare(BlockStore store) {
    assertThat(handles.keySet()).isEqualTo(committed.keySet());
    committed.forEach(
        (owner, arm) -> {
          long handle = handles.get(owner);
          Memory memory = store.memory(handle);
          assertThat(TwinBlock.verifyChecksum(memory, store.base(handle))).isTrue();
          assertSame(owner, arm, memory, store.current(handle));
        });
  }

  /** A kill now would put the copies back that the last step has left behind. */
  private void compareOtherCopies(BlockStore store) {
    committedHandles.forEach(
        (owner, handle) -> {
          Memory memory = store.memory(handle);
          if (TwinBlock.positionOf(memory, store.base(handle)) == position) {
            int other = TwinBlock.other(memory, store.base(handle));
            assertSame(owner, committed.get(owner), memory, other);
          }
        });
  }

  private static void assertSame(long owner, Memory arm, Memory memory, int payload) {
    for (int word = 0; word < arm.words(); word++) {
      if (memory.getLong(payload + word) != arm.getLong(word)) {
        throw new AssertionError("arm " + owner + ", word " + word);
      }
    }
  }

  private static void become(Map<Long, Memory> target, Map<Long, Memory> source) {
    target.clear();
    source.forEach(
        (owner, arm) -> {
          Memory copy = Memory.allocate(arm.words());
          copy.copy(arm, 0, 0, arm.words());
          target.put(owner, copy);
        });
  }
}
