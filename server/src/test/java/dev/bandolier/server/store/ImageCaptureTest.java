package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageCaptureTest {
  @TempDir private Path directory;

  /** An image under way and what it has to be in the end. */
  private static final class Picture implements ImageSink {
    private final Map<Long, long[]> expected;
    private final Map<Long, long[]> found = new HashMap<>();
    private final ImageCapture capture;

    Picture(BlockStore store, ModelStore model) {
      expected = model.committed();
      capture = store.beginImage(BlockFilter.ALL, this);
    }

    @Override
    public void block(int kind, long high, long low, Memory memory, int payload, int words) {
      long[] content = new long[words];
      Arrays.setAll(content, i -> memory.getLong(payload + i));
      assertThat(high).isEqualTo(~low);
      assertThat(found.put(low, content)).isNull();
    }

    void check() {
      assertThat(found.keySet()).isEqualTo(expected.keySet());
      expected.forEach((owner, words) -> assertThat(found.get(owner)).isEqualTo(words));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void images_takenWhileRandomStepsGoOn_areTheStoreAsTheyBegan(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ModelStore model = new ModelStore(seed);
    List<Picture> underWay = new ArrayList<>();
    int complete = 0;
    try (BlockStore store = Stores.open(directory)) {
      for (int i = 1; i <= 1500; i++) {
        if (random.nextInt(20) == 0 && underWay.size() < 4) {
          underWay.add(new Picture(store, model));
        }
        model.change(store);
        underWay.forEach(picture -> picture.capture.advance(random.nextInt(20)));
        if (random.nextInt(6) == 0) {
          store.abandon();
          model.rollBack();
        } else {
          store.commit(i, 0);
          model.commit();
        }
        for (Picture picture : underWay) {
          if (picture.capture.advance(random.nextInt(40))) {
            picture.check();
            complete++;
          }
        }
        underWay.removeIf(picture -> picture.capture.isComplete());
      }
      assertThat(complete).isGreaterThan(20);
      model.compare(store);
    }
  }

  @Test
  void image_ofAStoreWithFreedBlocksInQuarantine_hasOnlyLiveOnes() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      ModelStore model = new ModelStore(7);
      for (int i = 1; i < 100; i++) {
        model.change(store);
        store.commit(i, 0);
        model.commit();
      }
      Picture picture = new Picture(store, model);
      while (!picture.capture.advance(7)) {
        assertThat(picture.capture.isComplete()).isFalse();
      }
      picture.check();
    }
  }

  @Test
  void filter_decidesWhatIsInTheImage() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      store.allocate(Stores.ARM, 0, 1, 8);
      store.allocate(Stores.ENTRY, 0, 2, 8);
      store.commit(1, 0);
      List<Long> owners = new ArrayList<>();
      ImageCapture capture =
          store.beginImage(
              (kind, high, low) -> kind == Stores.ARM,
              (kind, high, low, memory, payload, words) -> owners.add(low));
      while (!capture.advance(1000)) {
        assertThat(capture.position()).isEqualTo(1);
      }
      assertThat(owners).containsExactly(1L);
    }
  }

  @Test
  void cancelledImage_isGivenNothingMore() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      long handle = store.allocate(Stores.ARM, 0, 1, 8);
      store.commit(1, 0);
      List<Long> owners = new ArrayList<>();
      ImageCapture capture =
          store.beginImage(
              BlockFilter.ALL, (kind, high, low, memory, payload, words) -> owners.add(low));
      capture.cancel();
      store.stage(handle);
      store.commit(2, 0);
      assertThat(owners).isEmpty();
    }
  }

  @Test
  void image_inTheMiddleOfAStep_isRefused() throws IOException {
    try (BlockStore store = Stores.open(directory)) {
      store.allocate(Stores.ARM, 0, 1, 8);
      assertThatThrownBy(
              () ->
                  store.beginImage(
                      BlockFilter.ALL, (kind, high, low, memory, payload, words) -> {}))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
