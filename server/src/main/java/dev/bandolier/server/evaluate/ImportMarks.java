package dev.bandolier.server.evaluate;

import dev.bandolier.server.event.ImportMarked;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Knows which imports have begun and ended; any thread. */
@FunctionalInterface
public interface ImportMarks {

  /**
   * What is known of an import.
   *
   * @param others how many other imports of the campaign have an id
   * @param begun the position of the fact that it has begun; 0 if it has not
   * @param last what was said of it last; null for nothing
   */
  record Known(int others, long begun, @Nullable ImportMarked last) {}

  /** Looks one up, by the facts that are folded. */
  CompletableFuture<Known> find(int campaign, String importId);
}
