package dev.bandolier.server.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The ledger's keys over all their tables; what one of them does is {@link KeyIndexTest}'s. */
final class LedgerKeysTest {

  private static final int LIMIT = 5_000;
  private static final long SPREAD = 0x5DEECE66DL;

  private final SplittableRandom random = new SplittableRandom(3);
  private final Map<Key, Long> model = new HashMap<>();
  private final LedgerKeys keys = new LedgerKeys(LIMIT);

  @Test
  void keys_ofAllTables_comeAndGo_oneByOneAndTogether() {
    for (int round = 0; round < 2_000; round++) {
      for (int i = 0; i < 30; i++) {
        enter(random.nextLong(4_000), i);
      }
      leave(random.nextLong(4_000));
      leaveTogether(random.nextInt(30));
      assertEquals(model.size(), keys.size());
    }
    compare();
  }

  @Test
  void roomMadeInAdvance_keepsWhatIsThere() {
    for (int i = 0; i < 300; i++) {
      enter(i, i);
    }
    keys.expect(10L * LIMIT);
    compare();
  }

  @Test
  void keys_areFull_atTheLimitOfAllTablesTogether() {
    for (int i = 0; i < LIMIT; i++) {
      assertFalse(keys.isFull());
      enter(i, i);
    }
    assertTrue(keys.isFull());
    enter(7, 8);
    assertEquals(LIMIT, keys.size());
    leave(7);
    assertFalse(keys.isFull());
  }

  private void enter(long id, long handle) {
    Key key = key(id);
    model.put(key, handle);
    keys.put(key.hi(), key.lo(), handle);
  }

  private void leave(long id) {
    Key key = key(id);
    model.remove(key);
    keys.remove(key.hi(), key.lo());
    assertEquals(KeyIndex.ABSENT, keys.get(key.hi(), key.lo()));
  }

  private void leaveTogether(int count) {
    long[] leaving = new long[2 * count + 2];
    for (int i = 0; i < count; i++) {
      Key key = key(random.nextLong(4_000));
      model.remove(key);
      leaving[2 * i] = key.hi();
      leaving[2 * i + 1] = key.lo();
    }
    keys.removeAll(leaving, 2 * count);
  }

  private static Key key(long id) {
    return new Key(id % 3, id * SPREAD);
  }

  private void compare() {
    Map<Key, Long> found = new HashMap<>();
    keys.forEach((hi, lo, handle) -> found.put(new Key(hi, lo), handle));
    assertEquals(model, found);
    assertEquals(model.size(), keys.size());
    model.forEach((key, handle) -> assertEquals(handle, keys.get(key.hi(), key.lo())));
  }
}
