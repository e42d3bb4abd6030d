package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Choice;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.Retraction;
import dev.bandolier.client.SettlementState;
import dev.bandolier.loadtest.chaos.Rule.Aggregation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What the server must have made of one episode once all is quiet, by the book alone: the deeds, their
 * acknowledged fates and the campaign's rules. Windows of hasty campaigns are over then, those of the
 * others are open. Values are multiples of a quarter, so that sums are exact in any order. Pure.
 */
final class Reckoning {
  private final Episode episode;
  private final List<OutcomeReport> counting;
  private final List<OutcomeReport> machines;

  private Reckoning(Episode episode) {
    this.episode = episode;
    List<Deed> kept = episode.deeds().stream().filter(this::isKept).toList();
    this.counting = reports(kept.stream().filter(deed -> !deed.isMachine()).toList());
    this.machines = reports(kept.stream().filter(Deed::isMachine).toList());
  }

  /** What is expected of every part of a whole episode, in the answer's order. */
  static List<Expected> of(Episode episode) {
    Reckoning reckoning = new Reckoning(episode);
    List<Expected> parts = new ArrayList<>();
    episode
        .decision()
        .slots()
        .forEach(slot -> slot.choices().forEach(choice -> parts.add(reckoning.part(choice))));
    return parts;
  }

  private static List<OutcomeReport> reports(List<Deed> deeds) {
    return deeds.stream().map(Deed::outcome).filter(Objects::nonNull).toList();
  }

  private boolean isKept(Deed deed) {
    OutcomeReport report = deed.outcome();
    return report != null && deed.counts() && !isTakenBack(report) && !isReplaced(report);
  }

  /** A retraction works whenever it comes, also before its outcome. */
  private boolean isTakenBack(OutcomeReport report) {
    return episode.deeds().stream()
        .anyMatch(
            deed ->
                deed.act() instanceof Act.TakenBack back
                    && back.retraction().equals(Retraction.of(report)));
  }

  private boolean isReplaced(OutcomeReport report) {
    return report.outcomeId() != null
        && episode.deeds().stream()
            .filter(Deed::counts)
            .map(Deed::outcome)
            .filter(Objects::nonNull)
            .anyMatch(other -> report.outcomeId().equals(other.replaces()));
  }

  private Expected part(Choice choice) {
    double reward = 0;
    boolean credited = false;
    boolean clipped = false;
    for (Rule rule : episode.scheme().crediting(choice.slot())) {
      List<OutcomeReport> own = own(rule, choice);
      credited |= !own.isEmpty();
      clipped |= own.stream().anyMatch(report -> rule.clips(value(report)));
      reward += worth(rule, own);
    }
    SettlementState state = state(choice, credited);
    boolean tallied = isTallied(choice, state, credited);
    return new Expected(choice, state, reward, tallied, credited, clipped);
  }

  private List<OutcomeReport> own(Rule rule, Choice choice) {
    return counting.stream()
        .filter(report -> report.name().equals(rule.outcome()) && isAbout(report, choice))
        .toList();
  }

  private static boolean isAbout(OutcomeReport report, Choice choice) {
    return (report.slot() == null || report.slot().equals(choice.slot()))
        && (report.arm() == null || report.arm().equals(choice.arm()))
        && (report.position() == null || report.position() == choice.position());
  }

  private static double worth(Rule rule, List<OutcomeReport> own) {
    Comparator<OutcomeReport> byTime = Comparator.comparing(Reckoning::time);
    boolean ordered =
        rule.aggregation() == Aggregation.FIRST || rule.aggregation() == Aggregation.LAST;
    return (ordered ? own.stream().sorted(byTime) : own.stream())
        .map(report -> rule.worth(value(report)))
        .reduce(rule::join)
        .orElse(0.0);
  }

  private static Instant time(OutcomeReport report) {
    return report.time() == null ? Instant.EPOCH : report.time();
  }

  private static double value(OutcomeReport report) {
    return report.value() == null ? 0 : report.value();
  }

  private SettlementState state(Choice choice, boolean credited) {
    if (isCensored(choice)) {
      return SettlementState.CENSORED;
    }
    if (!episode.isShown()) {
      return episode.scheme().hasty() ? SettlementState.CENSORED : SettlementState.WAITING;
    }
    if (!isInTheLedger(episode)) {
      return SettlementState.DEFAULTED;
    }
    return episode.scheme().hasty() ? closed(choice, credited) : SettlementState.OPEN;
  }

  /** Whether its decision has an entry: one with a token not before something is reported with that. */
  static boolean isInTheLedger(Episode episode) {
    return !episode.scheme().keeping().tokens()
        || episode.deeds().stream().anyMatch(deed -> deed.counts() || deed.leavesAMark());
  }

  private SettlementState closed(Choice choice, boolean credited) {
    if (!requirementMet(choice)) {
      return SettlementState.CENSORED;
    }
    if (credited) {
      return SettlementState.REWARDED;
    }
    return episode.scheme().censorsAtClose() ? SettlementState.CENSORED : SettlementState.DEFAULTED;
  }

  private boolean isCensored(Choice choice) {
    boolean unknowable =
        episode.isShown()
            && machines.stream()
                .filter(report -> isAbout(report, choice))
                .map(report -> episode.scheme().rule(report.name()))
                .anyMatch(rule -> rule.unknowable() && rule.slots().contains(choice.slot()));
    return unknowable || episode.deeds().stream().anyMatch(deed -> censors(deed, choice));
  }

  private static boolean censors(Deed deed, Choice choice) {
    return deed.act() instanceof Act.Censored act
        && (act.censoring().slots().isEmpty() || act.censoring().slots().contains(choice.slot()));
  }

  private boolean requirementMet(Choice choice) {
    return episode.scheme().crediting(choice.slot()).stream()
        .flatMap(rule -> rule.requires().stream())
        .allMatch(name -> counting.stream().anyMatch(report -> report.name().equals(name)));
  }

  /** What may still be censored when its window closes is not in the statistics yet. */
  private boolean isTallied(Choice choice, SettlementState state, boolean credited) {
    return switch (state) {
      case REWARDED, DEFAULTED -> true;
      case OPEN -> requirementMet(choice) && (credited || !episode.scheme().censorsAtClose());
      default -> false;
    };
  }
}
