package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.DecisionRequest;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws what happens: decisions of every kind, and what is told about them. The draws depend on the
 * generator alone. One thread.
 */
final class Script {
  private static final List<String> DEVICES = List.of("phone", "tablet", "desktop", "watch");
  private static final double EARLY_BIRDS = 0.1;
  private static final double WITH_PMF = 0.1;

  private final List<Scheme> schemes;
  private final String prefix;
  private final RandomGenerator random;
  private final Deeds deeds;
  private long made;

  /**
   * Over these campaigns.
   *
   * @param prefix of all decisions' ids
   */
  Script(List<Scheme> schemes, String prefix, RandomGenerator random) {
    this.schemes = schemes;
    this.prefix = prefix;
    this.random = random;
    this.deeds = new Deeds(random);
  }

  /** A decision that is to be asked for; some already have an outcome that may overtake it. */
  Episode next() {
    Scheme scheme = schemes.get(random.nextInt(schemes.size()));
    boolean deferred = random.nextDouble() < scheme.deferredShare();
    Episode episode = new Episode(scheme, request(scheme, prefix + made++, deferred));
    boolean overtaken =
        !deferred && !scheme.listed() && !scheme.timed() && !scheme.keeping().tokens();
    if (overtaken && random.nextDouble() < EARLY_BIRDS) {
      deeds.overtake(episode);
    }
    return episode;
  }

  private DecisionRequest request(Scheme scheme, String id, boolean deferred) {
    DecisionRequest.Builder request =
        DecisionRequest.builder(scheme.name())
            .decisionId(id)
            .unit("unit-" + random.nextInt(5_000))
            .category("device", DEVICES.get(random.nextInt(DEVICES.size())))
            .number("age", random.nextInt(100));
    if (scheme.listed()) {
      scheme.slots().forEach(slot -> request.slot(slot.wanted()));
    }
    if (deferred) {
      request.deferred();
    }
    return random.nextDouble() < WITH_PMF ? request.returnPmf().build() : request.build();
  }

  /** What is told about a decision that has just been answered. */
  void answered(Episode episode, long now) {
    deeds.follow(episode, now);
  }
}
