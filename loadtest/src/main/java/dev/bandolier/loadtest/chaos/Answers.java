package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.BandolierException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers of a server that may be killed at any moment. */
final class Answers {
  private Answers() {}

  /**
   * The answer, or nothing where the server was slow or gone, so that it is to be asked again.
   *
   * @throws BandolierException where the server refused what it should have taken
   */
  static <T> Optional<T> await(CompletableFuture<T> answer) {
    try {
      return Optional.of(answer.join());
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof BandolierException cause) {
        if (cause.code().temporary()) {
          return Optional.empty();
        }
        throw cause;
      }
      throw failed;
    }
  }
}
