package dev.bandolier.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.values.Values;
import org.junit.jupiter.api.Test;

/** The class that stands in for the one that Chronicle would compile at every start. */
class ChronicleStateTest {

  private static final int BYTES = 25;

  @Test
  void state_isNotCompiledAtTheStart() {
    assertThat(source(used())).isEqualTo(source(ExtentMap.class));
  }

  @Test
  void state_liesAsChronicleItselfWouldLayIt() throws Exception {
    try (URLClassLoader without =
        new URLClassLoader(withoutOurs(), ClassLoader.getPlatformClassLoader())) {
      Class<?> there = without.loadClass(ChronicleStateTest.class.getName());
      var write = there.getDeclaredMethod("write");
      var used = there.getDeclaredMethod("used");
      write.setAccessible(true);
      used.setAccessible(true);

      assertThat((byte[]) write.invoke(null)).containsExactly(write());
      assertThat(source((Class<?>) used.invoke(null))).isNotEqualTo(source(ExtentMap.class));
    }
  }

  @Test
  void state_keepsItsNumbersApart() {
    VanillaGlobalMutableState state = filled(ByteBuffer.allocateDirect(BYTES));

    assertThat(state.getAllocatedExtraTierBulks()).isEqualTo(0xFEDCBA);
    assertThat(state.getFirstFreeTierIndex()).isEqualTo(0xFE_DCBA_9876L);
    assertThat(state.getExtraTiersInUse()).isEqualTo(0xED_CBA9_8765L);
    assertThat(state.getSegmentHeadersOffset()).isEqualTo(0xDCBA_9876L);
    assertThat(state.getDataStoreSize()).isEqualTo(0x7654_3210_FEDC_BAA0L);
  }

  @Test
  void number_thatDoesNotFit_isRefused() {
    VanillaGlobalMutableState state = filled(ByteBuffer.allocateDirect(BYTES));

    assertThatThrownBy(() -> state.setAllocatedExtraTierBulks(1 << 24))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.setFirstFreeTierIndex(1L << 40))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.setSegmentHeadersOffset(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> state.addDataStoreSize(Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Class<?> used() {
    return Values.nativeClassFor(VanillaGlobalMutableState.class);
  }

  static byte[] write() {
    ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
    filled(memory);
    byte[] bytes = new byte[BYTES];
    memory.get(0, bytes);
    return bytes;
  }

  private static VanillaGlobalMutableState filled(ByteBuffer memory) {
    VanillaGlobalMutableState state = Values.newNativeReference(VanillaGlobalMutableState.class);
    state.bytesStore(BytesStore.wrap(memory), 0, BYTES);
    state.setDataStoreSize(0x7654_3210_FEDC_BA98L);
    state.setSegmentHeadersOffset(0xDCBA_9876L);
    state.setExtraTiersInUse(0xED_CBA9_8765L);
    state.setFirstFreeTierIndex(0xFE_DCBA_9876L);
    state.setAllocatedExtraTierBulks(0xFEDCBA);
    state.addDataStoreSize(8);
    return state;
  }

  private static URL source(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static URL[] withoutOurs() throws Exception {
    Path ours = Path.of(source(ExtentMap.class).toURI());
    List<URL> rest = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (!path.equals(ours)) {
        rest.add(path.toUri().toURL());
      }
    }
    return rest.toArray(URL[]::new);
  }
}
