package dev.bandolier.server.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a listener is to hear after a step, in its order. Most of it are decisions that are forgotten, so
 * each of those costs two words and no object. Called by the learner's thread.
 */
final class News {

  private static final Runnable FORGOTTEN = () -> {};

  private final List<Runnable> items = new ArrayList<>();
  private long[] keys = new long[256];
  private int words;

  /** One more thing to do. */
  void add(Runnable item) {
    items.add(item);
  }

  /** One more decision that is forgotten. */
  void forget(long hi, long lo) {
    items.add(FORGOTTEN);
    if (words == keys.length) {
      keys = Arrays.copyOf(keys, 2 * words);
    }
    keys[words++] = hi;
    keys[words++] = lo;
  }

  /** Tells all of it, which is then over. */
  void tell(LearnListener listener) {
    int key = 0;
    for (int i = 0; i < items.size(); i++) {
      Runnable item = items.get(i);
      if (item == FORGOTTEN) {
        listener.forgotten(keys[key], keys[key + 1]);
        key += 2;
      } else {
        item.run();
      }
    }
    items.clear();
    words = 0;
  }
}
