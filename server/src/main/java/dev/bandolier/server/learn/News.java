package dev.bandolier.server.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a listener is to hear after a step, in its order. Most of it are decisions that are forgotten, so
 * each of those costs two words and no object. Called by the learner's thread.
 */
final class News {

  private final LearnListener listener;
  private final Runnable forgotten = this::tellForgotten;
  private final List<Runnable> items = new ArrayList<>();
  private long[] keys = new long[256];
  private int words;
  private int told;

  News(LearnListener listener) {
    this.listener = listener;
  }

  /** One more thing to do. */
  void add(Runnable item) {
    items.add(item);
  }

  /** One more decision that is forgotten. */
  void forget(long hi, long lo) {
    items.add(forgotten);
    if (words == keys.length) {
      keys = Arrays.copyOf(keys, 2 * words);
    }
    keys[words++] = hi;
    keys[words++] = lo;
  }

  private void tellForgotten() {
    listener.forgotten(keys[told], keys[told + 1]);
    told += 2;
  }

  /** Tells all of it, which is then over. */
  void tell() {
    if (words > 0) {
      listener.forgetting(keys, words);
    }
    items.forEach(Runnable::run);
    items.clear();
    words = 0;
    told = 0;
  }
}
