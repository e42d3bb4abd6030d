package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Activation;
import dev.bandolier.client.CensorReason;
import dev.bandolier.client.Censoring;
import dev.bandolier.client.Choice;
import dev.bandolier.client.Decision;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.Retraction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws what is told about one decision: outcomes with and without ids, several of a name, by slot, arm
 * and position, in their windows, before them and after them, by machines, replaced, retracted; an
 * activation; a censoring. One thread.
 */
final class Deeds {
  private static final double OUTCOME = 0.35;
  private static final double SECOND = 0.3;
  private static final double KEYLESS = 0.2;
  private static final double NAMED = 0.5;
  private static final double ACTIVATED = 0.7;
  private static final double CENSORED = 0.04;
  private static final double RETRACTED = 0.1;
  private static final double REPLACED = 0.1;
  private static final double MACHINE = 0.05;
  private static final double EARLY = 0.03;
  private static final double LATE = 0.1;
  private static final double AGAIN = 0.2;
  private static final Duration LONG_BEFORE = Duration.ofHours(2);
  private static final int QUARTERS = 480;

  private final RandomGenerator random;
  private int outcomes;

  Deeds(RandomGenerator random) {
    this.random = random;
  }

  /** Adds an outcome that is told together with the question, and may come first. */
  void overtake(Episode episode) {
    Rule rule = episode.scheme().rules().get(0);
    OutcomeReport.Builder report =
        OutcomeReport.builder(episode.scheme().name(), episode.id(), rule.outcome());
    episode.add(deed(value(report, rule).outcomeId("overtaking").build(), Deed.Meant.IN_TIME, 0));
  }

  /** Adds what is told once the answer is there. */
  void follow(Episode episode, long now) {
    outcomes = 0;
    boolean waits = episode.request().deferred();
    boolean activated = waits && random.nextDouble() < ACTIVATED;
    if (activated) {
      episode.add(new Deed(new Act.Shown(activation(episode)), Deed.Meant.IN_TIME, now, again()));
    }
    if (!waits || activated || !episode.scheme().hasty()) {
      episode.scheme().rules().forEach(rule -> outcomes(episode, rule, now));
    }
    if (random.nextDouble() < CENSORED) {
      episode.add(new Deed(new Act.Censored(censoring(episode)), Deed.Meant.IN_TIME, now, again()));
    }
  }

  /** A hasty decision is shown when that is told, so that its window begins then. */
  private static Activation activation(Episode episode) {
    Decision decision = episode.decision();
    Instant time = episode.scheme().hasty() ? null : decision.time();
    return new Activation(decision.campaign(), decision.id(), time, List.of(), decision.token());
  }

  /** Of a deferred decision all slots: whether one of them was censored before it was shown is not known. */
  private Censoring censoring(Episode episode) {
    Decision decision = episode.decision();
    boolean whole = episode.request().deferred() || random.nextBoolean();
    List<String> slots = whole ? List.of() : List.of(decision.slots().get(0).slot());
    return new Censoring(
        decision.campaign(), decision.id(), slots, CensorReason.REPLACED, decision.token());
  }

  private void outcomes(Episode episode, Rule rule, long now) {
    for (double chance = OUTCOME; random.nextDouble() < chance; chance = SECOND) {
      outcome(episode, rule, now);
    }
  }

  private void outcome(Episode episode, Rule rule, long now) {
    Decision decision = episode.decision();
    OutcomeReport.Builder report = value(decision.outcome(rule.outcome()), rule);
    address(report, episode.scheme(), rule, decision);
    boolean keyless = outcomes++ == 0 && random.nextDouble() < KEYLESS;
    OutcomeReport named =
        keyless ? report.withoutOutcomeId().build() : report.outcomeId("o" + outcomes).build();
    place(episode, rule, named, report, now);
  }

  /** Which part of the decision it is about: often left to the rule where that is definite. */
  private void address(OutcomeReport.Builder report, Scheme scheme, Rule rule, Decision decision) {
    if (!scheme.listed() && random.nextDouble() >= NAMED) {
      return;
    }
    List<String> credited = rule.slots().stream().sorted().toList();
    List<Choice> shown = decision.choices(credited.get(random.nextInt(credited.size())));
    Choice choice = shown.get(random.nextInt(shown.size()));
    report.slot(choice.slot()).arm(choice.arm());
    if (random.nextBoolean()) {
      report.position(choice.position());
    }
  }

  private void place(
      Episode episode, Rule rule, OutcomeReport plain, OutcomeReport.Builder report, long now) {
    Scheme scheme = episode.scheme();
    Instant decided = episode.decision().time();
    boolean mayLie = !episode.request().deferred() && !scheme.timed();
    if (mayLie && random.nextDouble() < EARLY) {
      OutcomeReport early = report.time(decided.minus(LONG_BEFORE)).build();
      episode.add(deed(early, Deed.Meant.EARLY, now));
    } else if (mayLie && scheme.hasty() && random.nextDouble() < LATE) {
      long over = decided.toEpochMilli() + scheme.quietMillis() + 2 * Judge.SLACK;
      episode.add(deed(plain, Deed.Meant.LATE, over));
    } else if (scheme.timed()) {
      Instant own = decided.plusMillis(outcomes * 10L + random.nextInt(10));
      episode.add(deed(report.time(own).build(), Deed.Meant.IN_TIME, now));
    } else if (!rule.requires().isEmpty() && random.nextDouble() < MACHINE) {
      episode.add(deed(report.machine().build(), Deed.Meant.IN_TIME, now));
    } else {
      inTime(episode, rule, plain, now);
    }
  }

  private void inTime(Episode episode, Rule rule, OutcomeReport report, long now) {
    episode.add(deed(report, Deed.Meant.IN_TIME, now));
    if (random.nextDouble() < RETRACTED) {
      Act.TakenBack act = new Act.TakenBack(Retraction.of(report));
      episode.add(new Deed(act, Deed.Meant.IN_TIME, now, again()));
    } else if (report.outcomeId() != null
        && rule.aggregation() == Rule.Aggregation.SUM
        && random.nextDouble() < REPLACED) {
      episode.add(deed(replacement(episode, rule, report), Deed.Meant.IN_TIME, now));
    }
  }

  /** About the same part: otherwise it would matter which of the two came first. */
  private OutcomeReport replacement(Episode episode, Rule rule, OutcomeReport report) {
    OutcomeReport.Builder other = value(episode.decision().outcome(rule.outcome()), rule);
    Optional.ofNullable(report.slot()).ifPresent(other::slot);
    Optional.ofNullable(report.arm()).ifPresent(other::arm);
    Optional.ofNullable(report.position()).ifPresent(other::position);
    return other.outcomeId(report.outcomeId() + "-corrected").replaces(id(report)).build();
  }

  private static String id(OutcomeReport report) {
    return Objects.requireNonNull(report.outcomeId());
  }

  private OutcomeReport.Builder value(OutcomeReport.Builder report, Rule rule) {
    return rule.usesValue() ? report.value(random.nextInt(QUARTERS) / 4.0) : report;
  }

  private Deed deed(OutcomeReport report, Deed.Meant meant, long notBefore) {
    return new Deed(new Act.Seen(report), meant, notBefore, again());
  }

  private int again() {
    return random.nextDouble() < AGAIN ? 1 : 0;
  }
}
