package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlockStoreTest {
  @TempDir private Path directory;

  @Test
  void randomSteps_withKillsAbandonedStepsAndReopening_equalAMapOfArrays() throws IOException {
    ModelStore model = new ModelStore(1);
    Path place = directory.resolve("store");
    BlockStore store = Stores.open(place);
    long position = 0;
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 60; i++) {
        model.change(store);
        if (i % 7 == 3) {
          store.abandon();
          model.rollBack();
        } else {
          store.commit(position += 1 + i % 2, i % 2);
          model.commit();
        }
      }
      model.compare(store);
      Path next = directory.resolve("store-" + round);
      if (round % 2 == 0) {
        model.change(store);
        Stores.copy(place, next);
        store.close();
        store = Stores.open(next);
        place = next;
        assertThat(store.recovery()).isInstanceOf(Recovery.AfterKill.class);
        model.rollBack();
      } else {
        store.close();
        store = Stores.open(place);
        assertThat(store.recovery()).isEqualTo(new Recovery.Clean());
      }
      assertThat(store.donePosition()).isEqualTo(position);
      model.compare(store);
    }
    store.close();
  }

  @Test
  void killBetweenPublishingAndTheRegister_putsEveryBlockBack() throws IOException {
    Path place = directory.resolve("store");
    try (BlockStore store = Stores.open(place)) {
      long kept = store.allocate(Stores.ARM, 0, 7, 16);
      long doomed = store.allocate(Stores.ENTRY, 0, 8, 16);
      store.memory(kept).setLong(store.stage(kept), 41);
      store.commit(10, 0);
      store.memory(kept).setLong(store.stage(kept), 42);
      store.free(doomed);
      long made = store.allocate(Stores.ARM, 0, 9, 16);
      TwinBlock.publish(store.memory(kept), store.base(kept), 10, 1);
      TwinBlock.publish(store.memory(doomed), store.base(doomed), 10, ~1);
      TwinBlock.publish(store.memory(made), store.base(made), 10, 1);
      Stores.copy(place, directory.resolve("killed"));

      try (BlockStore again = Stores.open(directory.resolve("killed"))) {
        assertThat(again.recovery()).isEqualTo(new Recovery.AfterKill(3, 1));
        assertThat(owners(again)).containsExactlyInAnyOrder(7L, 8L);
        assertThat(again.memory(kept).getLong(again.current(kept))).isEqualTo(41);
        assertThat(again.donePosition()).isEqualTo(10);
        assertThat(again.doneStep()).isZero();
      }
    }
  }

  @Test
  void stage_leavesTheCurrentCopyToReadersUntilTheCommit() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      long handle = store.allocate(Stores.ARM, 0, 1, 4);
      store.commit(1, 0);
      Memory memory = store.memory(handle);
      int base = store.base(handle);
      memory.setLong(store.stage(handle), 5);
      assertThat(memory.getLong(TwinBlock.current(memory, base))).isZero();
      store.commit(1, 1);
      assertThat(memory.getLong(TwinBlock.current(memory, base))).isEqualTo(5);
      assertThat(TwinBlock.positionOf(memory, base)).isEqualTo(1);
      assertThat(TwinBlock.stepOf(memory, base)).isEqualTo(1);
    }
  }

  @Test
  void commit_ofAStepThatIsNotLater_isRefused() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      store.commit(5, 2);
      assertThatThrownBy(() -> store.commit(5, 2)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.commit(4, 9)).isInstanceOf(IllegalArgumentException.class);
      store.commit(5, 3);
      store.commit(6, 0);
    }
  }

  @Test
  void freedBlock_isNotUsedAgainWithinTheQuarantine() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      long freed = store.allocate(Stores.ARM, 0, 1, 4);
      store.memory(freed).setLong(store.stage(freed), 99);
      store.commit(1, 0);
      store.free(freed);
      store.commit(2, 0);
      for (int i = 3; i < 5; i++) {
        assertThat(store.allocate(Stores.ARM, 0, i, 4)).isNotEqualTo(freed);
        assertThat(store.memory(freed).getLong(store.current(freed))).isEqualTo(99);
        store.commit(i, 0);
      }
      store.commit(5, 0);
      assertThat(store.allocate(Stores.ARM, 0, 9, 4)).isEqualTo(freed);
      assertThat(store.memory(freed).getLong(store.current(freed))).isZero();
    }
  }

  @Test
  void isLive_followsTheStep_andDoesNotWaitForTheQuarantine() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      long block = store.allocate(Stores.ENTRY, 0, 7, 16);
      assertThat(store.isLive(block)).isTrue();
      store.commit(10, 0);
      assertThat(store.isLive(block)).isTrue();
      store.free(block);
      assertThat(store.isLive(block)).isFalse();
      store.abandon();
      assertThat(store.isLive(block)).isTrue();
      store.free(block);
      store.commit(11, 0);
      assertThat(store.isLive(block)).isFalse();
      store.endQuarantine();
      assertThat(store.isLive(block)).isFalse();
      assertThat(store.allocate(Stores.ENTRY, 0, 8, 16)).isEqualTo(block);
      assertThat(store.isLive(block)).isTrue();
    }
  }

  @Test
  void endQuarantine_givesFreedBlocksBackAtOnce() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      long freed = store.allocate(Stores.ARM, 0, 1, 4);
      store.commit(1, 0);
      store.free(freed);
      store.commit(2, 0);
      store.endQuarantine();
      assertThat(store.allocate(Stores.ARM, 0, 2, 4)).isEqualTo(freed);
    }
  }

  @Test
  void spentBudget_isFullAndForeseenByFits_andTheOtherShareStillHasRoom() throws IOException {
    StoreConfig config = Stores.small().withMemory(1 << 20, 1 << 20);
    try (BlockStore store = BlockStore.open(directory, config, StoreListener.NONE)) {
      int payload = 1000;
      int most = ((1 << 20) - (16 << 10)) / BlockStore.sizeOf(payload);
      assertThat(store.fits(new Demand().add(Stores.ARM, payload, most))).isTrue();
      assertThat(store.fits(new Demand().add(Stores.ARM, payload, most + 1))).isFalse();
      int made = 0;
      while (store.allocate(Stores.ARM, 0, 1 + made, payload) != BlockStore.FULL) {
        made++;
      }
      assertThat(made).isEqualTo(most);
      store.commit(1, 0);
      assertThat(store.fits(new Demand().add(Stores.ARM, payload, 1))).isFalse();
      assertThat(store.fits(new Demand().add(Stores.ENTRY, payload, 1))).isTrue();
      assertThat(store.allocate(Stores.ENTRY, 0, 1, payload)).isPositive();
      assertThat(store.usage(Share.ARMS).taken()).isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void freedMemory_isCountedAsUnusedAndServesAgain() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      long before = store.usage(Share.LEDGER).used();
      long handle = store.allocate(Stores.ENTRY, 1, 1, 30);
      store.commit(1, 0);
      assertThat(store.usage(Share.LEDGER).used()).isEqualTo(before + BlockStore.sizeOf(30));
      store.free(handle);
      store.commit(2, 0);
      store.endQuarantine();
      assertThat(store.usage(Share.LEDGER).used()).isEqualTo(before);
    }
  }

  @Test
  void reset_leavesAnEmptyStoreThatServes() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      store.allocate(Stores.ARM, 0, 1, 4);
      store.commit(7, 0);
      store.reset();
      assertThat(owners(store)).isEmpty();
      assertThat(store.donePosition()).isZero();
      store.allocate(Stores.ARM, 0, 2, 4);
      store.commit(1, 0);
    }
    try (BlockStore store = Stores.open(directory)) {
      assertThat(store.recovery()).isEqualTo(new Recovery.Clean());
      assertThat(owners(store)).containsExactly(2L);
    }
  }

  @Test
  void extentThatCannotBeMade_isReportedAndFullAndCostsNothing() throws IOException {
    List<IOException> causes = new ArrayList<>();
    StoreListener listener =
        new StoreListener() {
          @Override
          public void couldNotGrow(Share share, int blockBytes, IOException cause) {
            causes.add(cause);
          }
        };
    Path place = directory.resolve("store");
    try (BlockStore store = BlockStore.open(place, Stores.small(), listener)) {
      long taken = store.usage(Share.ARMS).taken();
      Path moved = Files.move(place, directory.resolve("moved"));
      assertThat(store.allocate(Stores.ARM, 0, 1, 100)).isEqualTo(BlockStore.FULL);
      assertThat(store.allocate(Stores.ARM, 0, 2, 100)).isEqualTo(BlockStore.FULL);
      assertThat(causes).hasSize(1);
      assertThat(store.usage(Share.ARMS).taken()).isEqualTo(taken);
      assertThat(store.allocate(Stores.ARM, 0, 3, 4)).isPositive();
      Files.move(moved, place);
    }
  }

  @Test
  void extentThatTheDiskRefuses_isTriedAgainAsLongAsThePatienceLasts() throws IOException {
    Path place = directory.resolve("store");
    List<IOException> waits = new ArrayList<>();
    try (BlockStore store = BlockStore.open(place, Stores.small(), StoreListener.NONE)) {
      Path moved = Files.move(place, directory.resolve("moved"));
      store.whenDiskIsFull(
          cause -> {
            waits.add(cause);
            if (waits.size() == 3) {
              moveBack(moved, place);
            }
          });
      assertThat(store.allocate(Stores.ARM, 0, 1, 100)).isPositive();
      assertThat(waits).hasSize(3);
    }
  }

  @Test
  void writerWhoGivesUpOnTheDisk_mayAbandonTheStep_andIsAsBefore() throws IOException {
    Path place = directory.resolve("store");
    try (BlockStore store = BlockStore.open(place, Stores.small(), StoreListener.NONE)) {
      store.allocate(Stores.ARM, 0, 1, 4);
      store.commit(1, 0);
      Path moved = Files.move(place, directory.resolve("moved"));
      store.whenDiskIsFull(
          cause -> {
            throw new UncheckedIOException(cause);
          });
      assertThatThrownBy(() -> store.allocate(Stores.ARM, 0, 2, 100))
          .isInstanceOf(UncheckedIOException.class);
      moveBack(moved, place);
      store.abandon();
      assertThat(owners(store)).containsExactly(1L);
      assertThat(store.allocate(Stores.ARM, 0, 2, 100)).isPositive();
    }
  }

  private static void moveBack(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sizeClasses_growByHalvesAndRefuseWhatNoBlockHolds() {
    assertThat(BlockStore.sizeOf(0)).isEqualTo(256);
    assertThat(BlockStore.sizeOf(11)).isEqualTo(256);
    assertThat(BlockStore.sizeOf(12)).isEqualTo(384);
    assertThat(SizeClass.bytes(SizeClass.COUNT - 1)).isEqualTo(16 << 20);
    assertThatThrownBy(() -> BlockStore.sizeOf(1 << 20))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Long> owners(BlockStore store) {
    List<Long> owners = new ArrayList<>();
    store.scan((handle, kind, high, low) -> owners.add(low));
    return owners;
  }
}
