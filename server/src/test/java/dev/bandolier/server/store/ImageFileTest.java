package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFileTest {
  @TempDir private Path directory;

  private ImageSummary write(BlockStore store, Path file) throws IOException {
    try (ImagePipe pipe = new ImagePipe(1000);
        ImageWriter writer =
            ImageWriter.create(
                file, store.donePosition(), store.doneStep(), 77, ImageVisitor.NONE)) {
      writer.note(5, ByteBuffer.wrap("first".getBytes(StandardCharsets.UTF_8)));
      ImageCapture capture = store.beginImage(BlockFilter.ALL, pipe);
      while (!capture.advance(100)) {
        pipe.wake();
        pipe.drain(writer);
      }
      pipe.flush();
      pipe.wake();
      pipe.drain(writer);
      ImageSummary summary = writer.finish(33);
      writer.publish();
      return summary;
    }
  }

  private BlockStore random(Path place, long seed, int steps) throws IOException {
    BlockStore store = Stores.open(place);
    ModelStore model = new ModelStore(seed);
    for (int i = 1; i <= steps; i++) {
      model.change(store);
      store.commit(i, 3);
      model.commit();
    }
    return store;
  }

  @Test
  void restoredStore_isThatOfTheImage() throws IOException {
    Path file = directory.resolve("image");
    try (BlockStore store = random(directory.resolve("a"), 3, 200)) {
      ImageSummary written = write(store, file);
      assertThat(ImageReader.check(file)).isEqualTo(written);
      assertThat(written.digest()).isEqualTo(BlockDigest.of(store)).hasSize(64);
      assertThat(written.oldest()).isEqualTo(33);
      assertThat(written.time()).isEqualTo(77);
      List<String> notes = new ArrayList<>();
      try (BlockStore copy = Stores.open(directory.resolve("b"))) {
        ImageRestore.run(
            ImageReader.open(file),
            copy,
            ImageRestore.Wanted.ALL,
            new ImageVisitor() {
              @Override
              public void note(int type, ByteBuffer content) {
                notes.add(type + " " + StandardCharsets.UTF_8.decode(content));
              }
            });
        assertThat(BlockDigest.of(copy)).isEqualTo(written.digest());
        assertThat(copy.donePosition()).isEqualTo(200);
        assertThat(copy.doneStep()).isEqualTo(3);
        assertThat(notes).containsExactly("5 first");
      }
    }
    try (BlockStore reopened = Stores.open(directory.resolve("b"))) {
      assertThat(reopened.recovery()).isEqualTo(new Recovery.Clean());
    }
  }

  @Test
  void digest_doesNotDependOnWhereBlocksLie_butOnEveryWord() throws IOException {
    try (BlockStore one = Stores.open(directory.resolve("a"));
        BlockStore other = Stores.open(directory.resolve("b"))) {
      fill(one, 1, 2, 3);
      fill(other, 3, 1, 2);
      assertThat(BlockDigest.of(one)).isEqualTo(BlockDigest.of(other));
      long[] handle = {0};
      other.scan((found, kind, high, low) -> handle[0] = found);
      int payload = other.stage(handle[0]);
      other.memory(handle[0]).setLong(payload, other.memory(handle[0]).getLong(payload) ^ 1);
      other.commit(10, 0);
      assertThat(BlockDigest.of(one)).isNotEqualTo(BlockDigest.of(other));
    }
  }

  private static void fill(BlockStore store, int... owners) {
    for (int owner : owners) {
      long handle = store.allocate(Stores.ARM, 1, owner, 20);
      store.memory(handle).setLong(store.stage(handle) + 7, owner * 1000L);
    }
    store.commit(owners[0], 0);
  }

  @Test
  void anyFlippedBit_isNoticedAndTheFileNamed() throws IOException {
    Path file = directory.resolve("image");
    try (BlockStore store = Stores.open(directory.resolve("a"))) {
      fill(store, 1, 2, 3);
      write(store, file);
    }
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged");
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= (byte) (1 << i % 8);
      Files.write(damaged, bytes);
      assertThatThrownBy(() -> readAll(damaged))
          .as("byte %d", i)
          .isInstanceOf(DamagedImageException.class)
          .hasMessageContaining(damaged.toString());
    }
  }

  @Test
  void anyShorterOrLongerFile_isNoticed() throws IOException {
    Path file = directory.resolve("image");
    try (BlockStore store = Stores.open(directory.resolve("a"))) {
      fill(store, 1, 2);
      write(store, file);
    }
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged");
    for (int length = 0; length <= whole.length + 3; length++) {
      if (length != whole.length) {
        Files.write(damaged, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> readAll(damaged)).isInstanceOf(DamagedImageException.class);
      }
    }
  }

  @Test
  void chunkLeftOut_isNoticed() throws IOException {
    Path file = directory.resolve("image");
    try (BlockStore store = Stores.open(directory.resolve("a"))) {
      fill(store, 1, 2);
      write(store, file);
    }
    byte[] whole = Files.readAllBytes(file);
    int noteBytes = ImageFormat.CHUNK_HEAD_BYTES + Integer.BYTES + "first".length();
    ByteBuffer less = ByteBuffer.allocate(whole.length - noteBytes);
    less.put(whole, 0, ImageFormat.HEADER_BYTES);
    int from = ImageFormat.HEADER_BYTES + noteBytes;
    less.put(whole, from, whole.length - from);
    Files.write(file, less.array());
    assertThatThrownBy(() -> readAll(file)).isInstanceOf(DamagedImageException.class);
  }

  private static void readAll(Path file) throws IOException {
    try (ImageReader reader = ImageReader.open(file)) {
      reader.read(ImageVisitor.NONE);
    }
  }

  @Test
  void imageOfANewerVersion_isRefusedAsSuch() throws IOException {
    Path file = directory.resolve("image");
    try (BlockStore store = Stores.open(directory.resolve("a"))) {
      fill(store, 1);
      write(store, file);
    }
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ImageFormat.buffer(ImageFormat.HEADER_BYTES);
    header.put(bytes, 0, ImageFormat.HEADER_BYTES).putInt(8, ImageFormat.VERSION + 1);
    int sum = ImageFormat.checksum(header, ImageFormat.HEADER_CHECKED);
    header.putInt(ImageFormat.HEADER_CHECKED, sum).flip().get(bytes, 0, ImageFormat.HEADER_BYTES);
    Files.write(file, bytes);
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(ImageVersionException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void unpublishedFile_isDeletedWhenClosed() throws IOException {
    Path file = directory.resolve("image");
    try (ImageWriter writer = ImageWriter.create(file, 1, 0, 0, ImageVisitor.NONE)) {
      writer.finish(0);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void storeThatIsTooSmallForAnImage_saysSo() throws IOException {
    Path file = directory.resolve("image");
    try (BlockStore store = Stores.open(directory.resolve("a"))) {
      for (int i = 1; i < 12; i++) {
        store.allocate(Stores.ARM, 1, i, 10_000);
      }
      store.commit(1, 0);
      write(store, file);
    }
    StoreConfig tiny = Stores.small().withMemory(1 << 20, 1 << 20);
    try (BlockStore store = BlockStore.open(directory.resolve("b"), tiny, StoreListener.NONE)) {
      assertThatThrownBy(
              () ->
                  ImageRestore.run(
                      ImageReader.open(file), store, ImageRestore.Wanted.ALL, ImageVisitor.NONE))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("arms");
    }
  }

  @Test
  void fullPipe_holdsTheWritersThreadUntilItIsDrained() throws Exception {
    Path file = directory.resolve("image");
    try (BlockStore store = random(directory.resolve("a"), 5, 200);
        ImagePipe pipe = new ImagePipe(1);
        ImageWriter writer = ImageWriter.create(file, 1, 0, 0, ImageVisitor.NONE)) {
      ImageCapture capture = store.beginImage(BlockFilter.ALL, pipe);
      Thread taking =
          new Thread(
              () -> {
                while (!capture.advance(10)) {
                  pipe.flush();
                }
                pipe.flush();
                pipe.wake();
              });
      taking.start();
      pipe.drain(writer);
      taking.join();
      assertThat(writer.finish(0).digest()).isEqualTo(BlockDigest.of(store));
    }
  }
}
