package dev.bandolier.server.telemetry;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.decide.DecideListener;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.UntrackedReason;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts decisions. Any thread. A decision may be counted while its campaign is withdrawn, on another thread: so that it
 * leaves no counter behind, which nobody would take away again, the last campaigns that were withdrawn are remembered,
 * and whoever makes a counter looks whether it is of one of them, before and after.
 */
final class DecideMeter implements DecideListener {

  private static final String UNIT = "{decision}";

  private static final int SOURCES = DecisionSource.values().length;

  /** More than are withdrawn while one decision is being counted. */
  private static final int REMEMBERED = 64;

  private volatile int[] withdrawn = {};

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
    count(campaign, source, tracked);
    if (!exact) {
      add(inexact, campaign.name(), campaign);
    }
  }

  /** Every decision comes by here: the counter's key is made once for each campaign and kind. */
  private void count(Campaign campaign, DecisionSource source, boolean tracked) {
    AtomicReferenceArray<LongAdder> counts = madeByCampaign.get(campaign.name());
    int at = 2 * source.getNumber() + (tracked ? 1 : 0);
    LongAdder known = counts == null ? null : counts.get(at);
    if (known != null) {
      known.increment();
    } else if (!isWithdrawn(campaign)) {
      counter(campaign.name(), source, tracked, at).increment();
      forgetIfWithdrawn(campaign);
    }
  }

  private LongAdder counter(String campaign, DecisionSource source, boolean tracked, int at) {
    LongAdder counter = made.counter(new Made(campaign, source, tracked));
    madeByCampaign
        .computeIfAbsent(campaign, any -> new AtomicReferenceArray<>(2 * SOURCES))
        .set(at, counter);
    return counter;
  }

  private <K> void add(KeyedCounter<K> counter, K key, Campaign campaign) {
    if (!isWithdrawn(campaign)) {
      counter.add(key, 1);
      forgetIfWithdrawn(campaign);
    }
  }

  private boolean isWithdrawn(Campaign campaign) {
    for (int uid : withdrawn) {
      if (uid == campaign.uid()) {
        return true;
      }
    }
    return false;
  }

  private void forgetIfWithdrawn(Campaign campaign) {
    if (isWithdrawn(campaign)) {
      forget(campaign.name());
    }
  }

  @Override
  public void untracked(Campaign campaign, UntrackedReason reason) {
    add(untracked, new Untracked(campaign.name(), reason), campaign);
  }

  @Override
  public void repeated(Campaign campaign) {
    add(repeated, campaign.name(), campaign);
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

  /** A campaign has gone, and with it what was counted of it. Called by one thread at a time. */
  void withdrawn(Campaign campaign) {
    int[] before = withdrawn;
    int kept = Math.min(before.length, REMEMBERED - 1);
    int[] after = Arrays.copyOfRange(before, before.length - kept, before.length + 1);
    after[kept] = campaign.uid();
    withdrawn = after;
    forget(campaign.name());
  }

  private void forget(String campaign) {
    madeByCampaign.remove(campaign);
    made.forget(key -> key.campaign().equals(campaign));
    untracked.forget(key -> key.campaign().equals(campaign));
    inexact.forget(campaign::equals);
    repeated.forget(campaign::equals);
  }
}
