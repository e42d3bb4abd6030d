package dev.bandolier.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Blocks until a future is done. */
final class Waiting {
  private Waiting() {}

  /**
   * The future's value.
   *
   * @throws BandolierException if it failed, or if this thread was interrupted: then the future is cancelled and the
   *     thread's interrupt stays set
   */
  static <T> T on(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new BandolierException(interrupted());
    } catch (CancellationException e) {
      throw new BandolierException(interrupted());
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  /** An exception with this thread's stack, as the other's says nothing about the caller. */
  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof BandolierException refusal) {
      BandolierException here = new BandolierException(refusal.problem());
      here.initCause(refusal);
      return here;
    }
    return new IllegalStateException(cause);
  }

  private static Problem interrupted() {
    return Problem.of(ErrorCode.CANCELLED, "INTERRUPTED", "The waiting thread was interrupted.");
  }
}
