package dev.bandolier.server.store;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * An extent in the making.
 *
 * @param extent completes when it is whole
 * @param bytes taken from the budget for it
 */
record Growth(Future<Extent> extent, long bytes) {
  boolean isDone() {
    return extent.isDone();
  }

  /**
   * Waits for the extent.
   *
   * @throws ExecutionException if it could not be made
   */
  Extent await() throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return extent.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
