package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.model.TwinBlock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamageTest {
  private static final int BLOCKS = 40;
  private static final long MARK = 0x1122334455667788L;

  @TempDir private Path directory;
  private Path clean;
  private Path killed;

  @BeforeEach
  void makeStores() throws IOException {
    clean = directory.resolve("clean");
    killed = directory.resolve("killed");
    try (BlockStore store = Stores.open(clean)) {
      for (int i = 1; i <= BLOCKS; i++) {
        long handle = store.allocate(Stores.ENTRY, i, i, 100);
        store.memory(handle).setLong(store.stage(handle) + 50, MARK);
      }
      store.commit(1, 0);
      Stores.copy(clean, killed);
    }
  }

  @Test
  void undamaged_isServed() throws IOException {
    assertThat(recovery(clean)).isEqualTo(new Recovery.Clean());
    assertThat(recovery(killed)).isEqualTo(new Recovery.AfterKill(0, 0));
  }

  @Test
  void copyOfAStoreThatWasNotClosed_needsARebuild() throws IOException {
    Path copy = directory.resolve("copy");
    Files.createDirectories(copy);
    for (Path file : Stores.files(killed)) {
      Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    assertRebuild(copy, "copy");
    assertThat(recovery(killed)).isEqualTo(new Recovery.AfterKill(0, 0));
  }

  @Test
  void copyOfAClosedStore_isServedOnceItsPayloadsAreVerified() throws IOException {
    Path copy = directory.resolve("copy");
    Files.createDirectories(copy);
    for (Path file : Stores.files(clean)) {
      Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
    assertThat(recovery(copy)).isEqualTo(new Recovery.Clean());
  }

  @Test
  void missingExtent_needsARebuild() throws IOException {
    Files.delete(Stores.extent(clean, 1));
    assertRebuild(clean, "40");
  }

  @Test
  void missingFirstExtent_needsARebuild() throws IOException {
    Files.delete(Stores.extent(clean, 0));
    assertRebuild(clean, "register");
  }

  @Test
  void shortenedExtent_needsARebuild() throws IOException {
    Path file = Stores.extent(clean, 1);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(access.length() - 4096);
    }
    assertRebuild(clean, "bytes instead of");
  }

  @Test
  void zeroedExtent_needsARebuild() throws IOException {
    Path file = Stores.extent(clean, 1);
    zero(file, 0, (int) Files.size(file));
    StoreConfig base = Stores.small();
    StoreConfig impatient =
        new StoreConfig(
            base.armBytes(),
            base.ledgerBytes(),
            base.firstExtentBytes(),
            base.largestExtentBytes(),
            base.quarantine(),
            Duration.ofSeconds(5),
            false);
    try (BlockStore store = BlockStore.open(clean, impatient, StoreListener.NONE)) {
      assertThat(store.recovery()).isInstanceOf(Recovery.RebuildNeeded.class);
    }
  }

  @Test
  void zeroedPage_needsARebuildAlsoAfterACleanStop() throws IOException {
    Path file = Stores.extent(clean, 1);
    zero(file, (int) (find(file) & -4096), 4096);
    assertRebuild(clean, "");
  }

  @Test
  void flippedBit_isNoticedAfterAKill_andAfterACleanStopOnRequest() throws IOException {
    for (Path place : new Path[] {killed, clean}) {
      Path file = Stores.extent(place, 1);
      write(file, find(file), MARK ^ 1);
    }
    assertRebuild(killed, "checksum");
    assertThat(recovery(clean)).isEqualTo(new Recovery.Clean());
    StoreConfig base = Stores.small();
    StoreConfig thorough =
        new StoreConfig(
            base.armBytes(),
            base.ledgerBytes(),
            base.firstExtentBytes(),
            base.largestExtentBytes(),
            base.quarantine(),
            base.openLimit(),
            true);
    try (BlockStore store = BlockStore.open(clean, thorough, StoreListener.NONE)) {
      assertThat(store.recovery()).isInstanceOf(Recovery.RebuildNeeded.class);
    }
  }

  @Test
  void staleExtent_needsARebuild() throws IOException {
    Path stale = directory.resolve("stale");
    Files.copy(Stores.extent(clean, 1), stale);
    try (BlockStore store = Stores.open(clean)) {
      store.scan((handle, kind, high, low) -> store.stage(handle));
      store.commit(2, 0);
    }
    Path file = Stores.extent(clean, 1);
    Files.write(file, Files.readAllBytes(stale));
    assertRebuild(clean, "");
  }

  @Test
  void strangeFileName_needsARebuild() throws IOException {
    Files.writeString(clean.resolve("blocks-arms-300-0009-5.dat"), "");
    assertRebuild(clean, "not the name");
  }

  @Test
  void killBeforeAnotherBootOfTheMachine_needsARebuild_butACleanStopDoesNot() throws IOException {
    Files.writeString(killed.resolve("boot"), "another");
    Files.writeString(clean.resolve("boot"), "another");
    assertRebuild(killed, "the machine stopped");
    assertThat(recovery(clean)).isEqualTo(new Recovery.Clean());
  }

  @Test
  void unreadableFormat_needsARebuild() throws IOException {
    Files.writeString(clean.resolve("format"), "what?");
    assertRebuild(clean, "format");
  }

  @Test
  void newerFormat_isRefusedAndNothingIsTouched() throws IOException {
    String ours = Files.readString(clean.resolve("format"));
    Files.writeString(clean.resolve("format"), "bandolier-store 1000\n");
    assertThatThrownBy(() -> Stores.open(clean)).isInstanceOf(StoreVersionException.class);
    assertThat(clean.resolve("clean")).exists();
    Files.writeString(clean.resolve("format"), ours);
    assertThat(recovery(clean)).isEqualTo(new Recovery.Clean());
  }

  @Test
  void earlierFormat_needsARebuild() throws IOException {
    Files.writeString(clean.resolve("format"), "bandolier-store 1\n");
    assertRebuild(clean, "earlier");
  }

  @Test
  void storeInUse_isRefused() throws IOException {
    try (BlockStore store = Stores.open(clean)) {
      assertThatThrownBy(() -> Stores.open(clean)).isInstanceOf(StoreInUseException.class);
      assertThat(store.recovery()).isEqualTo(new Recovery.Clean());
    }
  }

  @Test
  void unfinishedExtent_isDeleted() throws IOException {
    Files.writeString(ExtentFile.unfinished(killed), "half");
    assertThat(recovery(killed)).isEqualTo(new Recovery.AfterKill(0, 0));
    assertThat(ExtentFile.unfinished(killed)).doesNotExist();
  }

  private static Recovery recovery(Path place) throws IOException {
    try (BlockStore store = Stores.open(place)) {
      return store.recovery();
    }
  }

  private static void assertRebuild(Path place, String reason) throws IOException {
    try (BlockStore store = Stores.open(place)) {
      assertThat(store.recovery()).isInstanceOf(Recovery.RebuildNeeded.class);
      assertThat(((Recovery.RebuildNeeded) store.recovery()).reason()).contains(reason);
      assertThatThrownBy(() -> store.allocate(Stores.ARM, 0, 1, 4))
          .isInstanceOf(IllegalStateException.class);
      store.reset();
      long handle = store.allocate(Stores.ARM, 0, 1, 4);
      store.commit(1, 0);
      assertThat(TwinBlock.verifyChecksum(store.memory(handle), store.base(handle))).isTrue();
    }
    assertThat(recovery(place)).isEqualTo(new Recovery.Clean());
  }

  /** Where the first marked payload lies in a file. */
  private static long find(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    int at = 0;
    while (bytes.getLong(at) != MARK) {
      at += Long.BYTES;
    }
    return at;
  }

  private static void zero(Path file, int at, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(bytes), at);
    }
  }

  private static void write(Path file, long at, long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes.putLong(0, value), at);
    }
  }
}
