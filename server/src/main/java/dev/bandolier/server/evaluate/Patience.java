package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for what an import has written to be folded, within bounds. */
final class Patience {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Patience() {}

  /**
   * Waits.
   *
   * @return why it did not come, or null
   * @throws IllegalStateException if it never will
   */
  static @Nullable Refusal await(CompletableFuture<?> awaited) {
    try {
      awaited.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException e) {
      return Refusal.of(
          Refusal.Reason.OVERLOADED, "what was imported is recorded but not folded yet");
    } catch (ExecutionException e) {
      throw new IllegalStateException("what was imported is recorded but cannot be folded", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Refusal.of(Refusal.Reason.SHUTTING_DOWN, "the server is about to stop");
    }
  }
}
