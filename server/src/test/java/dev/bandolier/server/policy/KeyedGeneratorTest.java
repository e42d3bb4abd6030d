package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyedGeneratorTest {
  private static final long HIGH = 0x0123456789abcdefL;
  private static final long LOW = 0x0fedcba987654321L;

  private final KeyedGenerator generator = new KeyedGenerator();

  @Test
  void philox_hasTheKnownAnswersOfItsAuthors() {
    assertEquals(0x16554d9eca36314cL, Philox.first(0, 0, 0, 0, 0, 0));
    assertEquals(0x87b092c3013fe90bL, Philox.first(-1, -1, -1, -1, -1, -1));
    assertEquals(
        0xa528f45403e61d95L,
        Philox.first(
            0x243f6a8885a308d3L,
            0x13198a2e03707344L,
            0xa4093822299f31d0L,
            0x082efa98ec4e6c89L,
            0x452821e638d01377L,
            0xbe5466cf34e90c6cL));
  }

  @Test
  void sipHash_hasTheKnownAnswersOfItsAuthors() {
    byte[] bytes = new byte[64];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    assertSipHash(bytes, 0, 0xe6a825ba047f81a3L, 0x930255c71472f66dL);
    assertSipHash(bytes, 1, 0x44af996bd8c187daL, 0x45fc229b11597634L);
    assertSipHash(bytes, 2, 0xc75da4a48d227781L, 0xe4ff0af6de8ba3fcL);
  }

  @Test
  void theSameQuestion_getsTheSameNumber_forEver() {
    assertEquals(number("decision-1", 0, 0, Purpose.ARM), number("decision-1", 0, 0, Purpose.ARM));
    assertEquals(0.03552873704010073, number("decision-1", 2, 1, Purpose.ARM));
  }

  @Test
  void anotherSaltIdentitySlotPositionOrPurpose_getsAnotherNumber() {
    Set<Double> seen = new HashSet<>();
    int questions = 0;
    for (String id : new String[] {"", "a", "b", "a\0", "0123456789abcdef"}) {
      for (int slot = 0; slot < 5; slot++) {
        for (int position = 0; position < 5; position++) {
          for (Purpose purpose : Purpose.values()) {
            questions++;
            seen.add(number(id, slot, position, purpose));
          }
        }
      }
    }
    assertEquals(questions, seen.size());
    assertNotEquals(number("a", HIGH, LOW), number("a", HIGH, LOW + 1));
    assertNotEquals(number("a", HIGH, LOW), number("a", HIGH + 1, LOW));
  }

  @Test
  void purposes_haveDistinctCodes() {
    Set<Integer> codes = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      assertTrue(codes.add(purpose.code()));
    }
  }

  /**
   * χ² over 100 cells, and over 10 × 10 cells for pairs of purposes, of 10⁵ numbers: with 99 degrees
   * of freedom it leaves [40, 200] with probability 4·10⁻⁸: a false alarm in 10⁷ seeds for both.
   */
  @Test
  void numbers_areUniform_andIndependentAcrossPurposes() {
    int[] single = new int[100];
    int[] pairs = new int[100];
    for (int i = 0; i < 100_000; i++) {
      double arm = number("id-" + i, 0, 0, Purpose.ARM);
      double holdout = number("id-" + i, 0, 0, Purpose.HOLDOUT);
      assertTrue(arm >= 0 && arm < 1);
      single[(int) (100 * arm)]++;
      pairs[10 * (int) (10 * arm) + (int) (10 * holdout)]++;
    }
    assertPlausible(single);
    assertPlausible(pairs);
  }

  private double number(String id, int slot, int position, Purpose purpose) {
    ask(id, HIGH, LOW);
    return generator.uniform(slot, position, purpose);
  }

  private double number(String id, long saltHigh, long saltLow) {
    ask(id, saltHigh, saltLow);
    return generator.uniform(0, 0, Purpose.ARM);
  }

  private void ask(String id, long saltHigh, long saltLow) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    generator.reset(saltHigh, saltLow, bytes, 0, bytes.length);
  }

  private static void assertSipHash(byte[] bytes, int length, long first, long second) {
    SipHash hash = new SipHash();
    hash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, bytes, 0, length);
    assertEquals(first, hash.first());
    assertEquals(second, hash.second());
  }

  private static void assertPlausible(int[] counts) {
    double sum = 0;
    for (int count : counts) {
      sum += (count - 1000.0) * (count - 1000.0) / 1000;
    }
    assertTrue(sum > 40 && sum < 200, "chi-square " + sum);
  }
}
