package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Activation;
import dev.bandolier.client.CensorReason;
import dev.bandolier.client.Censoring;
import dev.bandolier.client.Choice;
import dev.bandolier.client.ChoiceSource;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.Retraction;
import dev.bandolier.client.SlotChoices;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Episodes as a test wants them. */
final class Episodes {
  static final Instant TIME = Instant.parse("2026-11-22T05:00:00Z");
  static final long MILLIS = TIME.toEpochMilli();

  private Episodes() {}

  /** Decided at {@link #TIME}, the first arms of every slot chosen. */
  static Episode decided(Scheme scheme, boolean deferred) {
    DecisionRequest.Builder request = DecisionRequest.builder(scheme.name()).decisionId("d");
    Episode episode = new Episode(scheme, deferred ? request.deferred().build() : request.build());
    List<SlotChoices> slots =
        scheme.slots().stream()
            .map(slot -> new SlotChoices(slot.slot(), choices(slot), 0.5))
            .toList();
    episode.decided(
        new Decision(scheme.name(), "d", slots, 7, true, ChoiceSource.POLICY, true, TIME));
    return episode;
  }

  private static List<Choice> choices(Scheme.Choice slot) {
    return IntStream.range(0, slot.count())
        .mapToObj(at -> new Choice(slot.slot(), at, slot.arms().get(at), "", 0.5, Map.of()))
        .toList();
  }

  static OutcomeReport.Builder outcome(Episode episode, String name, String id) {
    return episode.decision().outcome(name).outcomeId(id);
  }

  /** Adds an outcome with a settled fate. */
  static Deed told(Episode episode, OutcomeReport report, Fate fate) {
    return add(episode, new Act.Seen(report), fate);
  }

  static Deed retracted(Episode episode, OutcomeReport report) {
    return add(episode, new Act.TakenBack(Retraction.of(report)), Fate.ACCEPTED);
  }

  static Deed activated(Episode episode, Fate fate) {
    Decision decision = episode.decision();
    Activation act = new Activation(decision.campaign(), decision.id(), null, List.of());
    return add(episode, new Act.Shown(act), fate);
  }

  static Deed censored(Episode episode, String... slots) {
    Decision decision = episode.decision();
    Censoring act =
        new Censoring(decision.campaign(), decision.id(), List.of(slots), CensorReason.REPLACED);
    return add(episode, new Act.Censored(act), Fate.ACCEPTED);
  }

  static Deed add(Episode episode, Act act, Fate fate) {
    Deed deed = new Deed(act, Deed.Meant.IN_TIME, 1, 0);
    deed.settle(fate);
    if (fate == Fate.ACCEPTED) {
      deed.accepted();
    }
    episode.add(deed);
    return deed;
  }
}
