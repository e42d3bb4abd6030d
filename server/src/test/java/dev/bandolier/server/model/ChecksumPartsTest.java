package dev.bandolier.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ChecksumPartsTest {
  private static final int WORDS = 3000;

  private final SplittableRandom random = new SplittableRandom(5);
  private final Memory memory = Memory.allocate(WORDS);

  @Test
  void appended_ofAnyTwoStretches_isTheChecksumOfBoth() {
    fill();
    for (int i = 0; i < 500; i++) {
      int first = random.nextInt(WORDS);
      int second = random.nextInt(WORDS - first);
      int part = ChecksumParts.ofStretch(checksum(first, second), second);
      long both = ChecksumParts.appended(checksum(0, first), part, second);
      assertEquals(checksum(0, first + second), both);
    }
  }

  @Test
  void of_theDifferencesOfChangedWords_movesTheChecksumToThatOfTheNewWords() {
    fill();
    int sum = ChecksumParts.ofStretch(checksum(0, WORDS), WORDS);
    for (int i = 0; i < 5000; i++) {
      int word = i < 3 ? new int[] {0, WORDS - 1, 1}[i] : random.nextInt(WORDS);
      long before = memory.getLong(word);
      memory.setLong(word, i % 2 == 0 ? random.nextLong() : before ^ 1L << i % Long.SIZE);
      sum ^= ChecksumParts.of(before ^ memory.getLong(word), WORDS - 1 - word);
      assertEquals(ChecksumParts.ofStretch(checksum(0, WORDS), WORDS), sum);
    }
  }

  @Test
  void of_aWordFarFromTheEnd_isWhatTheSumOfAWholeStretchSays() {
    int words = (1 << 20) - 1;
    Memory large = Memory.allocate(words);
    for (int behind : new int[] {words - 1, words - 1024, 1 << 19, 1025, 1024, 1023, 0}) {
      int word = words - 1 - behind;
      large.setLong(word, 0x8123_4567_89AB_CDE1L);
      int expected = ChecksumParts.ofStretch(large.checksum(0, words, 0, 0), words);
      assertEquals(expected, ChecksumParts.of(large.getLong(word), behind));
      large.setLong(word, 0);
    }
  }

  private void fill() {
    for (int word = 0; word < WORDS; word++) {
      memory.setLong(word, random.nextLong());
    }
  }

  private long checksum(int word, int words) {
    return memory.checksum(word, words, word, 0);
  }
}
