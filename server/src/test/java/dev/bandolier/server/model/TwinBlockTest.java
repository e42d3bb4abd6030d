package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class TwinBlockTest {
  private static final int BASE = 8;
  private static final int PAYLOAD = 13;

  private final Memory memory = Memory.allocate(BASE + TwinBlock.words(PAYLOAD) + 8);

  @Test
  void initialise_ofAnyGarbage_isOwnedZeroAndWhole() {
    for (int i = 0; i < memory.words(); i++) {
      memory.setLong(i, garbage(i));
    }
    long sequence = TwinBlock.sequence(memory, BASE);
    make();
    assertEquals(3, TwinBlock.kind(memory, BASE));
    assertEquals(PAYLOAD, TwinBlock.payloadWords(memory, BASE));
    assertEquals(11, TwinBlock.ownerHigh(memory, BASE));
    assertEquals(12, TwinBlock.ownerLow(memory, BASE));
    assertEquals(0, TwinBlock.positionOf(memory, BASE));
    assertTrue(TwinBlock.sequence(memory, BASE) > sequence);
    assertTrue(TwinBlock.verifyChecksum(memory, BASE));
    assertEquals(garbage(BASE - 1), memory.getLong(BASE - 1));
    int end = BASE + TwinBlock.words(PAYLOAD);
    assertEquals(garbage(end), memory.getLong(end));
  }

  @Test
  void publish_aStagedChange_makesItCountWithItsPosition() {
    make();
    write(42, 1000, 7);
    assertEquals(42, memory.getLong(TwinBlock.current(memory, BASE) + PAYLOAD - 1));
    assertEquals(1000, TwinBlock.positionOf(memory, BASE));
    assertEquals(7, TwinBlock.stepOf(memory, BASE));
    assertTrue(TwinBlock.verifyChecksum(memory, BASE));
  }

  @Test
  void stage_withoutPublish_changesNothingThatCounts() {
    make();
    write(42, 1000, 0);
    memory.setLong(TwinBlock.stage(memory, BASE), 43);
    assertEquals(42, memory.getLong(TwinBlock.current(memory, BASE)));
    assertTrue(TwinBlock.verifyChecksum(memory, BASE));
  }

  @Test
  void revert_afterPublish_restoresWhatCountedBefore() {
    make();
    write(42, 1000, 0);
    write(43, 2000, 0);
    long sequence = TwinBlock.sequence(memory, BASE);
    TwinBlock.revert(memory, BASE);
    assertEquals(42, memory.getLong(TwinBlock.current(memory, BASE)));
    assertEquals(1000, TwinBlock.positionOf(memory, BASE));
    assertTrue(TwinBlock.sequence(memory, BASE) > sequence);
    assertTrue(TwinBlock.verifyChecksum(memory, BASE));
  }

  @Test
  void verifyChecksum_afterAnyFlippedBitOfTheCurrentCopy_isFalse() {
    make();
    write(42, 1000, 3);
    int start = TwinBlock.current(memory, BASE) - TwinBlock.COPY_HEADER_WORDS;
    for (int word = start; word < start + TwinBlock.COPY_HEADER_WORDS + PAYLOAD; word++) {
      for (int bit = 0; bit < Long.SIZE; bit++) {
        memory.setLong(word, memory.getLong(word) ^ 1L << bit);
        assertFalse(TwinBlock.verifyChecksum(memory, BASE));
        memory.setLong(word, memory.getLong(word) ^ 1L << bit);
      }
    }
    assertTrue(TwinBlock.verifyChecksum(memory, BASE));
  }

  @Test
  void verifyChecksum_afterTwoFlippedSignsInOneLane_isFalse() {
    make();
    write(42, 1000, 3);
    int payload = TwinBlock.current(memory, BASE);
    memory.setLong(payload, memory.getLong(payload) ^ Long.MIN_VALUE);
    memory.setLong(payload + 4, memory.getLong(payload + 4) ^ Long.MIN_VALUE);
    assertFalse(TwinBlock.verifyChecksum(memory, BASE));
  }

  @Test
  void verifyChecksum_ofAZeroedBlockOrShape_isFalse() {
    make();
    write(42, 1000, 3);
    memory.clear(TwinBlock.current(memory, BASE), PAYLOAD);
    assertFalse(TwinBlock.verifyChecksum(memory, BASE));
    memory.setLong(BASE + 3, -1L);
    assertFalse(TwinBlock.verifyChecksum(memory, BASE));
    memory.clear(BASE, TwinBlock.words(PAYLOAD));
    assertFalse(TwinBlock.verifyChecksum(memory, BASE));
  }

  @Test
  void free_andMadeAnew_isNoticedByAReaderThatCameBefore() {
    make();
    long sequence = TwinBlock.acquire(memory, BASE);
    TwinBlock.free(memory, BASE);
    assertTrue(TwinBlock.isFree(memory, BASE));
    assertFalse(TwinBlock.validate(memory, BASE, sequence));
    make();
    assertFalse(TwinBlock.validate(memory, BASE, sequence));
    assertNotEquals(sequence, TwinBlock.acquire(memory, BASE));
  }

  @Test
  void aReader_besideAWriterWithoutPause_neverSeesAMixture() throws Exception {
    make();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> readUntil(done));
    for (int i = 1; i <= 2_000_000; i++) {
      write(i, i, 0);
    }
    done.set(true);
    assertTrue(reader.get() > 0);
  }

  private long readUntil(AtomicBoolean done) {
    long last = 0;
    long valid = 0;
    while (!done.get() || valid == 0) {
      long sequence = TwinBlock.acquire(memory, BASE);
      int payload = TwinBlock.payloadAt(memory, BASE, sequence);
      long position = TwinBlock.positionAt(memory, BASE, sequence);
      long first = memory.getLong(payload);
      boolean same = true;
      for (int i = PAYLOAD - 1; i > 0; i--) {
        same &= memory.getLong(payload + i) == first;
      }
      if (TwinBlock.validate(memory, BASE, sequence)) {
        assertTrue(same && first == position && first >= last);
        last = first;
        valid++;
      }
    }
    return valid;
  }

  private static long garbage(int word) {
    return Long.rotateLeft(0x1234_5678_9ABC_DEF0L, word);
  }

  private void make() {
    TwinBlock.initialise(memory, BASE, 3, 11, 12, PAYLOAD);
  }

  private void write(long value, long position, int step) {
    int payload = TwinBlock.stage(memory, BASE);
    for (int i = 0; i < PAYLOAD; i++) {
      memory.setLong(payload + i, value);
    }
    TwinBlock.publish(memory, BASE, position, step);
  }
}
