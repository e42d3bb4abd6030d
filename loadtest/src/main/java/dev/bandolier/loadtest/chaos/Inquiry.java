package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionHistory;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks a server at rest about everything in the book: every decision again, what has become of it, every
 * campaign's statistics. One thread.
 */
final class Inquiry {
  private static final int AT_ONCE = 200;
  private static final int TRIES = 20;
  private static final long LOOK_MILLIS = 100;
  private static final long PATIENCE_MILLIS = 60_000;

  private final BanditClient client;
  private final Faults faults;
  private final LongSupplier clock;
  private final Audit audit;

  /**
   * One that has not begun.
   *
   * @param clock epoch milliseconds
   */
  Inquiry(BanditClient client, Faults faults, LongSupplier clock) {
    this.clock = clock;
    this.client = client;
    this.faults = faults;
    this.audit = new Audit(faults);
  }

  /** Waits until nothing of the hasty campaigns is open; what is then still open the audit will name. */
  void awaitQuiet(List<Scheme> schemes) throws InterruptedException {
    for (Scheme scheme : schemes) {
      long deadline = System.nanoTime() + (scheme.quietMillis() + PATIENCE_MILLIS) * 1_000_000;
      while (scheme.hasty()
          && client.campaigns().statistics(scheme.name()).openDecisions() > 0
          && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Compares everything. */
  void run(List<Scheme> schemes, List<Episode> book) throws InterruptedException {
    for (int from = 0; from < book.size(); from += AT_ONCE) {
      long now = clock.getAsLong();
      List<Episode> some =
          book.subList(from, Math.min(from + AT_ONCE, book.size())).stream()
              .filter(episode -> episode.isRemembered(now))
              .toList();
      Asker asker = Asker.WAYS.get(from / AT_ONCE % Asker.WAYS.size());
      all(some, episodes -> asker.ask(client, episodes), this::repeated);
      all(some, this::histories, audit::compare);
    }
    for (Scheme scheme : schemes) {
      List<Episode> own = book.stream().filter(episode -> episode.scheme().equals(scheme)).toList();
      audit.compare(scheme, own, client.campaigns().statistics(scheme.name()));
    }
  }

  private void repeated(Episode episode, Decision again) {
    Book.compare(episode, again, faults);
  }

  private Map<Episode, CompletableFuture<DecisionHistory>> histories(List<Episode> episodes) {
    Map<Episode, CompletableFuture<DecisionHistory>> asked = new LinkedHashMap<>();
    episodes.forEach(
        episode -> asked.put(episode, client.history(episode.scheme().name(), episode.id())));
    return asked;
  }

  /** Asks until all are answered: a busy server may refuse some at first. */
  private <T> void all(
      List<Episode> episodes,
      Function<List<Episode>, Map<Episode, CompletableFuture<T>>> question,
      BiConsumer<Episode, T> compared)
      throws InterruptedException {
    List<Episode> left = episodes;
    for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
      Thread.sleep(i == 0 ? 0 : LOOK_MILLIS);
      left = await(question.apply(left), compared);
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "a server at rest did not answer about " + left.size() + " decisions");
    }
  }

  /** Those that were not answered. */
  private <T> List<Episode> await(
      Map<Episode, CompletableFuture<T>> asked, BiConsumer<Episode, T> compared) {
    List<Episode> silent = new ArrayList<>();
    asked.forEach(
        (episode, answer) -> {
          try {
            Optional<T> told = Answers.await(answer);
            told.ifPresentOrElse(it -> compared.accept(episode, it), () -> silent.add(episode));
          } catch (BandolierException refused) {
            faults.add(Kind.LOST, episode.request() + ": " + refused.getMessage());
          }
        });
    return silent;
  }
}
