package dev.bandolier.server.telemetry;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.decide.DecideListener;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.UntrackedReason;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts decisions. */
final class DecideMeter implements DecideListener {

  private static final String UNIT = "{decision}";

  private static final int SOURCES = DecisionSource.values().length;

  private final KeyedCounter<Made> made;
  private final Map<String, AtomicReferenceArray<LongAdder>> madeByCampaign =
      new ConcurrentHashMap<>();
  private final KeyedCounter<Untracked> untracked;
  private final KeyedCounter<String> inexact;
  private final KeyedCounter<String> repeated;
  private final KeyedCounter<Refusal.Reason> refused;
  private final KeyedCounter<Boolean> unanswered;
  private final KeyedCounter<Byte> lost;

  private record Made(String campaign, DecisionSource source, boolean tracked) {
    Attributes attributes() {
      return Attributes.of(
          Attribute.CAMPAIGN,
          campaign,
          Attribute.SOURCE,
          Attribute.word(source, "DECISION_SOURCE_"),
          Attribute.TRACKED,
          tracked);
    }
  }

  private record Untracked(String campaign, UntrackedReason reason) {
    Attributes attributes() {
      String word = Attribute.word(reason, "UNTRACKED_REASON_");
      return Attributes.of(Attribute.CAMPAIGN, campaign, Attribute.REASON, word);
    }
  }

  DecideMeter(Meter meter) {
    untracked =
        KeyedCounter.on(
            meter,
            "bandolier.decisions.untracked",
            UNIT,
            "Decisions that are not learned from.",
            Untracked::attributes);
    made = KeyedCounter.on(meter, "bandolier.decisions", UNIT, "Decisions made.", Made::attributes);
    inexact =
        KeyedCounter.on(
            meter,
            "bandolier.decisions.inexact",
            UNIT,
            "Decisions whose posteriors moved while they were read.",
            DecideMeter::campaign);
    repeated =
        KeyedCounter.on(
            meter,
            "bandolier.decisions.repeated",
            UNIT,
            "Repeats that got the stored answer.",
            DecideMeter::campaign);
    refused =
        KeyedCounter.on(
            meter,
            "bandolier.decisions.refused",
            "{request}",
            "Requests that nothing was decided for.",
            reason -> Attribute.of(Attribute.REASON, reason));
    unanswered =
        KeyedCounter.on(
            meter,
            "bandolier.decisions.unanswered",
            UNIT,
            "Decisions that reached nobody and were censored.",
            any -> Attributes.empty());
    lost =
        KeyedCounter.on(
            meter,
            "bandolier.facts.lost",
            "{fact}",
            "Facts that nobody waits for and the journal did not take.",
            Attribute::fact);
  }

  private static Attributes campaign(String name) {
    return Attributes.of(Attribute.CAMPAIGN, name);
  }

  @Override
  public void decided(Campaign campaign, DecisionSource source, boolean tracked, boolean exact) {
    count(campaign.name(), source, tracked);
    if (!exact) {
      inexact.add(campaign.name(), 1);
    }
  }

  /** Every decision comes by here: the counter's key is made once for each campaign and kind. */
  private void count(String campaign, DecisionSource source, boolean tracked) {
    AtomicReferenceArray<LongAdder> counts = madeByCampaign.get(campaign);
    int at = 2 * source.getNumber() + (tracked ? 1 : 0);
    LongAdder known = counts == null ? null : counts.get(at);
    (known == null ? counter(campaign, source, tracked, at) : known).increment();
  }

  private LongAdder counter(String campaign, DecisionSource source, boolean tracked, int at) {
    LongAdder counter = made.counter(new Made(campaign, source, tracked));
    madeByCampaign
        .computeIfAbsent(campaign, any -> new AtomicReferenceArray<>(2 * SOURCES))
        .set(at, counter);
    return counter;
  }

  @Override
  public void untracked(Campaign campaign, UntrackedReason reason) {
    untracked.add(new Untracked(campaign.name(), reason), 1);
  }

  @Override
  public void repeated(Campaign campaign) {
    repeated.add(campaign.name(), 1);
  }

  @Override
  public void refused(Refusal.Reason reason) {
    refused.add(reason, 1);
  }

  @Override
  public void unanswered() {
    unanswered.add(true, 1);
  }

  @Override
  public void lost(byte type) {
    lost.add(type, 1);
  }

  /** A campaign has gone, and with it what was counted of it. */
  void forget(String campaign) {
    madeByCampaign.remove(campaign);
    made.forget(key -> key.campaign().equals(campaign));
    untracked.forget(key -> key.campaign().equals(campaign));
    inexact.forget(campaign::equals);
    repeated.forget(campaign::equals);
  }
}
