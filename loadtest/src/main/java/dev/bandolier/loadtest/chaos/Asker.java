package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.DecisionResult;
import dev.bandolier.client.DecisionStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks for decisions in one of the contract's three ways. Any thread. */
enum Asker {
  /** A call each. */
  ONE_BY_ONE {
    @Override
    Map<Episode, CompletableFuture<Decision>> ask(BanditClient client, List<Episode> episodes) {
      return each(episodes, client::decide);
    }
  },
  /** A call per campaign. */
  IN_BATCHES {
    @Override
    Map<Episode, CompletableFuture<Decision>> ask(BanditClient client, List<Episode> episodes) {
      Map<Episode, CompletableFuture<Decision>> answers = new LinkedHashMap<>();
      episodes.stream()
          .collect(Collectors.groupingBy(Episode::scheme))
          .values()
          .forEach(batch -> answers.putAll(batch(client, batch)));
      return answers;
    }
  },
  /** A stream for all of them. */
  BY_STREAM {
    @Override
    Map<Episode, CompletableFuture<Decision>> ask(BanditClient client, List<Episode> episodes) {
      try (DecisionStream stream = client.openStream(Math.max(1, episodes.size()))) {
        return each(episodes, stream::decide);
      }
    }
  };

  /** All of them. */
  static final List<Asker> WAYS = List.of(values());

  /** An answer each, to come. */
  abstract Map<Episode, CompletableFuture<Decision>> ask(
      BanditClient client, List<Episode> episodes);

  private static Map<Episode, CompletableFuture<Decision>> each(
      List<Episode> episodes, Function<DecisionRequest, CompletableFuture<Decision>> way) {
    Map<Episode, CompletableFuture<Decision>> answers = new LinkedHashMap<>();
    episodes.forEach(episode -> answers.put(episode, way.apply(episode.request())));
    return answers;
  }

  private static Map<Episode, CompletableFuture<Decision>> batch(
      BanditClient client, List<Episode> batch) {
    CompletableFuture<List<DecisionResult>> all =
        client.decideBatch(batch.stream().map(Episode::request).toList(), false);
    Map<Episode, CompletableFuture<Decision>> answers = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      int item = i;
      answers.put(batch.get(i), all.thenApply(results -> results.get(item).orThrow()));
    }
    return answers;
  }
}
