package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class MemoryTest {
  @Test
  void wrap_aSliceOfADirectBuffer_sharesItsBytesInNativeOrder() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64).position(16).limit(48);
    Memory memory = Memory.wrap(bytes);
    memory.setDouble(1, 2.5);
    memory.setLongRelease(2, -9);
    assertEquals(4, memory.words());
    assertEquals(2.5, bytes.order(ByteOrder.nativeOrder()).getDouble(24));
    assertEquals(-9, bytes.getLong(32));
    assertEquals(-9, memory.getLongAcquire(2));
  }

  @Test
  void wrap_aHeapBufferOrAMisalignedOne_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Memory.wrap(ByteBuffer.allocate(64)));
    ByteBuffer misaligned = ByteBuffer.allocateDirect(64).position(4);
    assertThrows(IllegalArgumentException.class, () -> Memory.wrap(misaligned));
  }

  @Test
  void copy_withinAndAcross_keepsEveryBit() {
    Memory memory = Memory.allocate(8);
    memory.setLong(1, 0x7FF4_0000_0000_0001L);
    memory.copy(1, 5, 2);
    Memory other = Memory.allocate(8);
    other.copy(memory, 5, 0, 2);
    assertEquals(0x7FF4_0000_0000_0001L, other.getLong(0));
  }

  @Test
  void access_beyondTheEnd_throws() {
    Memory memory = Memory.allocate(2);
    assertThrows(IndexOutOfBoundsException.class, () -> memory.getDouble(2));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.setLongRelease(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.getLong(-1));
  }
}
