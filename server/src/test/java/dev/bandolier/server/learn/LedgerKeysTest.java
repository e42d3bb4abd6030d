package dev.bandolier.server.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The ledger's keys, which are spread over tables, against a {@link HashMap}. */
final class LedgerKeysTest {

  private static final int LIMIT = 5_000;

  private final SplittableRandom random = new SplittableRandom(3);
  private final Map<Key, Long> model = new HashMap<>();
  private final LedgerKeys index = new LedgerKeys(LIMIT);

  @Test
  void keys_comeAndGo_asInAMap() {
    for (int i = 0; i < 200_000; i++) {
      change(new Key(random.nextLong(3), random.nextLong(4_000) * 0x5DEECE66DL), i);
    }
    compare();
  }

  @Test
  void keys_thatBelongInOnePlace_areToldApart() {
    for (int i = 0; i < 20_000; i++) {
      change(new Key(random.nextLong(100), random.nextLong(2)), i);
    }
    compare();
  }

  @Test
  void keysRemovedTogether_areThoseThatAreThere() {
    for (int round = 0; round < 300; round++) {
      for (int i = 0; i < 40; i++) {
        change(randomKey(), i);
      }
      long[] keys = new long[60];
      int words = 2 * random.nextInt(keys.length / 2 + 1);
      for (int i = 0; i < words; i += 2) {
        Key key = randomKey();
        keys[i] = key.hi();
        keys[i + 1] = key.lo();
        model.remove(key);
      }
      index.removeAll(keys, words);
      assertEquals(model.size(), index.size());
    }
    compare();
  }

  private Key randomKey() {
    return new Key(random.nextLong(3), random.nextLong(200) << 40);
  }

  @Test
  void roomMadeInAdvance_keepsWhatIsThere() {
    for (int i = 0; i < 300; i++) {
      change(new Key(i, random.nextLong()), i);
    }
    index.expect(LIMIT);
    compare();
  }

  @Test
  void index_isFull_atItsLimit() {
    for (int i = 0; i < LIMIT; i++) {
      assertEquals(false, index.isFull());
      index.put(i, i, i);
    }
    assertTrue(index.isFull());
    index.put(7, 7, 8);
    assertEquals(8, index.get(7, 7));
    assertEquals(LIMIT, index.size());
  }

  private void change(Key key, long handle) {
    if (random.nextInt(5) < 2) {
      model.remove(key);
      index.remove(key.hi(), key.lo());
    } else if (model.containsKey(key) || !index.isFull()) {
      model.put(key, handle);
      index.put(key.hi(), key.lo(), handle);
    }
    assertEquals(model.getOrDefault(key, KeyIndex.ABSENT), index.get(key.hi(), key.lo()));
    assertEquals(model.size(), index.size());
  }

  private void compare() {
    Map<Key, Long> seen = new HashMap<>();
    index.forEach((hi, lo, handle) -> assertEquals(null, seen.put(new Key(hi, lo), handle)));
    assertEquals(model, seen);
    model.forEach((key, handle) -> assertEquals(handle, index.get(key.hi(), key.lo())));
  }
}
