package dev.bandolier.loadtest.durability;

import dev.bandolier.client.Acknowledge;
import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.DecisionResult;
import dev.bandolier.client.Fate;
import dev.bandolier.loadtest.subject.TargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;

/**
 * Fills a server's journal: decisions in batches, and an outcome for every tenth of them. Every call makes
 * the same requests. Made and run by one thread.
 */
final class Filling {
  private static final int BATCH = 500;
  private static final int AT_ONCE = 6;
  private static final int TENTH = 10;
  private static final long SEED = 36;

  private final BanditClient client;
  private final String campaign;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Deque<CompletableFuture<Filled>> underWay = new ArrayDeque<>();
  private Filled acknowledged = new Filled(0, 0);

  Filling(BanditClient client, String campaign) {
    this.client = client;
    this.campaign = campaign;
  }

  /**
   * What was acknowledged.
   *
   * @param decisions tracked ones
   * @param outcomes of these
   */
  record Filled(long decisions, long outcomes) {
    long facts() {
      return decisions + outcomes;
    }

    private Filled plus(Filled more) {
      return new Filled(decisions + more.decisions, outcomes + more.outcomes);
    }
  }

  /** How many decisions it takes for so many facts. */
  static long decisions(long facts) {
    return (facts * TENTH + TENTH) / (TENTH + 1);
  }

  /**
   * Fills until there are so many facts, all of them acknowledged.
   *
   * @param progress hears how many there are
   * @throws TargetException where the server refuses one
   */
  Filled run(long facts, LongConsumer progress) throws TargetException {
    long wanted = decisions(facts);
    try {
      for (long asked = 0; asked < wanted; asked += BATCH) {
        underWay.add(batch(asked, (int) Math.min(BATCH, wanted - asked)));
        if (underWay.size() == AT_ONCE) {
          acknowledge(progress);
        }
      }
      while (!underWay.isEmpty()) {
        acknowledge(progress);
      }
    } catch (CompletionException refused) {
      throw new TargetException("the server did not take everything: " + refused.getMessage());
    }
    return acknowledged;
  }

  private void acknowledge(LongConsumer progress) {
    acknowledged = acknowledged.plus(underWay.remove().join());
    progress.accept(acknowledged.facts());
  }

  private CompletableFuture<Filled> batch(long first, int size) {
    List<DecisionRequest> requests = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      requests.add(MailCampaign.request(campaign, "d-" + (first + i), random));
    }
    return client.decideBatch(requests, false).thenCompose(this::report);
  }

  private CompletableFuture<Filled> report(List<DecisionResult> results) {
    List<CompletableFuture<Acknowledgement>> told = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Decision decision = tracked(results.get(i).orThrow());
      if (i % TENTH == 0) {
        told.add(client.report(MailCampaign.click(decision), Acknowledge.RECORDED));
      }
    }
    return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
        .thenRun(() -> told.forEach(Filling::requireRecorded))
        .thenApply(done -> new Filled(results.size(), told.size()));
  }

  private static Decision tracked(Decision decision) {
    if (!decision.tracked()) {
      throw new IllegalStateException(decision.id() + " was answered without tracking");
    }
    return decision;
  }

  private static void requireRecorded(CompletableFuture<Acknowledgement> told) {
    if (told.join().fate() != Fate.RECORDED) {
      throw new IllegalStateException("an outcome was " + told.join().fate());
    }
  }
}
