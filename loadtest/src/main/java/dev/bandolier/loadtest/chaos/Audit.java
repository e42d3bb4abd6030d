package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Choice;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionHistory;
import dev.bandolier.client.Fate;
import dev.bandolier.client.Settlement;
import dev.bandolier.client.SettlementState;
import dev.bandolier.client.SlotStatistics;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what the server says with what the book reckons: every decision, every arm's statistics, the
 * counts of fates. Pure but for the faults that it finds; one thread.
 */
final class Audit {
  private final Faults faults;

  Audit(Faults faults) {
    this.faults = faults;
  }

  /** Compares one decision. */
  void compare(Episode episode, DecisionHistory told) {
    if (!choices(told.decision()).equals(choices(episode.decision()))) {
      faults.add(Kind.CHANGED, "kept as " + told.decision() + ", not " + episode.decision());
    }
    List<Expected> parts = Reckoning.isInTheLedger(episode) ? Reckoning.of(episode) : List.of();
    if (told.settlements().size() != parts.size()) {
      faults.add(Kind.LOST, episode.request() + " has settlements " + told.settlements());
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      compare(episode, parts.get(i), told.settlements().get(i));
    }
  }

  /** Slot, position, arm and propensity, which do not depend on whether the pmf was asked for. */
  private static List<List<Object>> choices(Decision decision) {
    return decision.slots().stream()
        .flatMap(slot -> slot.choices().stream())
        .map(Audit::choice)
        .toList();
  }

  private static List<Object> choice(Choice choice) {
    return List.of(choice.slot(), choice.position(), choice.arm(), choice.propensity());
  }

  private void compare(Episode episode, Expected part, Settlement told) {
    boolean worthless =
        part.state() == SettlementState.CENSORED || part.state() == SettlementState.WAITING;
    boolean sameReward = worthless || told.reward() == part.reward();
    if (told.state() != part.state() || !sameReward) {
      boolean less = told.reward() < part.reward() || told.state() == SettlementState.CENSORED;
      faults.add(less ? Kind.LOST : Kind.COUNTED_TWICE, words(episode, part, told));
    }
  }

  private static String words(Episode episode, Expected part, Settlement told) {
    List<String> deeds =
        episode.deeds().stream().map(deed -> deed.act() + " " + deed.fate()).toList();
    return "%s is %s, by the book %s, after %s".formatted(episode.request(), told, part, deeds);
  }

  /** Compares one campaign's statistics with the episodes of it. */
  void compare(Scheme scheme, Collection<Episode> episodes, CampaignStatistics told) {
    Map<String, ArmTally> tallies = new HashMap<>();
    for (Episode episode : episodes) {
      Reckoning.of(episode).forEach(part -> tally(tallies, episode, part));
    }
    for (SlotStatistics slot : told.slots()) {
      String where = scheme.name() + " " + slot.slot() + "/";
      slot.arms()
          .forEach(
              arm -> tally(tallies, where + arm.arm()).compare(arm, where + arm.arm(), faults));
      String holdout = "holdout " + where;
      slot.holdoutArms()
          .forEach(
              arm -> tally(tallies, holdout + arm.arm()).compare(arm, holdout + arm.arm(), faults));
    }
    compareFates(scheme, episodes, told.fates());
  }

  private static void tally(Map<String, ArmTally> tallies, Episode episode, Expected part) {
    String name =
        (episode.isHoldout() ? "holdout " : "")
            + episode.scheme().name()
            + " "
            + part.choice().slot()
            + "/"
            + part.choice().arm();
    tally(tallies, name).add(part);
  }

  private static ArmTally tally(Map<String, ArmTally> tallies, String name) {
    return tallies.computeIfAbsent(name, unseen -> new ArmTally());
  }

  /**
   * What counts was accepted exactly once; where only a later acknowledgement arrived, that one may have
   * been known for another reason, so that the count has two bounds.
   */
  private void compareFates(Scheme scheme, Collection<Episode> episodes, Map<String, Long> told) {
    long least =
        episodes.stream().flatMap(e -> e.deeds().stream()).filter(Deed::wasAccepted).count();
    long most =
        episodes.stream()
            .flatMap(e -> e.deeds().stream())
            .filter(deed -> deed.wasAccepted() || deed.fate() == Fate.DUPLICATE)
            .count();
    long accepted = told.getOrDefault("ACCEPTED", 0L);
    String words = "%s accepted %d, by the book %d to %d";
    if (accepted < least) {
      faults.add(
          Kind.LOST, least - accepted, words.formatted(scheme.name(), accepted, least, most));
    } else if (accepted > most) {
      faults.add(
          Kind.COUNTED_TWICE,
          accepted - most,
          words.formatted(scheme.name(), accepted, least, most));
    }
  }
}
