package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * All that was acknowledged, kept by the harness alone. Any thread; an episode is added once it is whole
 * and stays as it is.
 */
final class Book {
  private final List<Episode> episodes = new ArrayList<>();
  private final AtomicLong decisions = new AtomicLong();
  private final AtomicLong outcomes = new AtomicLong();

  void decisionAcknowledged() {
    decisions.incrementAndGet();
  }

  void deedAcknowledged() {
    outcomes.incrementAndGet();
  }

  /** Decisions that were answered. */
  long decisions() {
    return decisions.get();
  }

  /** Outcomes, activations, censorings and retractions whose fate is settled, each once. */
  long outcomes() {
    return outcomes.get();
  }

  synchronized void add(Episode whole) {
    episodes.add(whole);
  }

  /** All whole episodes so far. */
  synchronized List<Episode> episodes() {
    return List.copyOf(episodes);
  }

  /** One of them, drawn evenly. */
  synchronized Optional<Episode> any(RandomGenerator random) {
    return episodes.isEmpty()
        ? Optional.empty()
        : Optional.of(episodes.get(random.nextInt(episodes.size())));
  }

  /** Compares a repeated answer with the first. */
  static void compare(Episode episode, Decision repeated, Faults faults) {
    if (!repeated.equals(episode.decision())) {
      faults.add(Faults.Kind.CHANGED, "first " + episode.decision() + ", then " + repeated);
    }
  }
}
