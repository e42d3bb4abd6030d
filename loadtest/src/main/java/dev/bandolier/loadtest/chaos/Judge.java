package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.loadtest.chaos.Faults.Kind;

/**
 * Hears every acknowledgement: decides whether it settles its deed, and whether it can be true. Any
 * thread; an episode's by one at a time.
 *
 * <p>The server's clock and ours are those of one machine; {@link #SLACK} allows for slewing.
 */
final class Judge {

  /** By how much the server's time may be off, in milliseconds. */
  static final long SLACK = 1_000;

  /** A held outcome whose decision comes later than this is too early for it: a minute, less slack. */
  private static final long HOLDS = 55_000;

  private final Faults faults;

  Judge(Faults faults) {
    this.faults = faults;
  }

  /**
   * What was known about a deed when it was told.
   *
   * @param known whether the server had said before that it has it, so that it is not new now
   * @param refused whether the server had settled that it does not count
   * @param ready whether its decision was answered, and activated where it ever will be
   */
  record Sending(boolean known, boolean refused, boolean ready) {

    static Sending of(Episode episode, Deed deed) {
      Deed shown = episode.activation();
      boolean ready = episode.isDecided() && (shown == null || shown == deed || shown.isSettled());
      boolean held = deed.heldAt() > 0 && ready && episode.shownFrom() - deed.heldAt() < HOLDS;
      boolean settled = deed.isSettled();
      boolean known = deed.isRecorded() || held || settled && deed.counts();
      return new Sending(known, settled && !deed.counts(), ready);
    }
  }

  /** Takes an acknowledgement that came at a time. */
  void hear(Episode episode, Deed deed, Sending sending, Fate fate, long now) {
    switch (fate) {
      case RECORDED -> deed.recorded();
      case HELD -> hold(episode, deed, sending, now);
      case ACCEPTED -> accept(episode, deed, sending);
      case DUPLICATE -> deed.settle(fate);
      case UNKNOWN_OUTCOME -> settle(episode, deed, fate, deed.act() instanceof Act.TakenBack);
      case IGNORED -> settle(episode, deed, fate, deed.isMachine());
      case CENSORED -> settle(episode, deed, fate, mayBeCensored(episode));
      case LATE -> settle(episode, deed, fate, mayBeLate(episode, deed, now));
      case EARLY -> early(episode, deed);
      case UNKNOWN_DECISION -> settle(episode, deed, fate, mayBeForgotten(episode, now));
      default -> settle(episode, deed, fate, false);
    }
  }

  private void hold(Episode episode, Deed deed, Sending sending, long now) {
    deed.held(now);
    boolean forGood = episode.request().deferred() && episode.activation() == null;
    if (sending.ready() && forGood) {
      deed.settle(Fate.HELD);
    } else if (sending.ready()) {
      faults.add(Kind.LOST, "held though its decision was answered: " + text(episode, deed));
    }
  }

  private void accept(Episode episode, Deed deed, Sending sending) {
    boolean first = !deed.wasAccepted();
    if (!first || sending.refused()) {
      faults.add(Kind.COUNTED_TWICE, "accepted a second time: " + text(episode, deed));
    } else if (sending.known()) {
      faults.add(Kind.LOST, "acknowledged, and unknown later: " + text(episode, deed));
    }
    if (!mayCount(episode, deed)) {
      faults.add(Kind.WRONG_FATE, "accepted though late or early: " + text(episode, deed));
    }
    deed.accepted();
    deed.settle(Fate.ACCEPTED);
  }

  /** One that was held for more than a minute is early then, and not any more when told again. */
  private void early(Episode episode, Deed deed) {
    if (deed.meant() == Deed.Meant.EARLY || deed.isSettled()) {
      deed.settle(Fate.EARLY);
    } else if (deed.heldAt() == 0) {
      settle(episode, deed, Fate.EARLY, false);
    }
  }

  private void settle(Episode episode, Deed deed, Fate fate, boolean plausible) {
    if (!plausible) {
      faults.add(Kind.WRONG_FATE, fate + ": " + text(episode, deed));
    }
    deed.settle(fate);
  }

  private static boolean mayCount(Episode episode, Deed deed) {
    OutcomeReport outcome = deed.outcome();
    if (outcome == null || !episode.isDecided() || outcome.replaces() != null) {
      return deed.meant() != Deed.Meant.EARLY;
    }
    return deed.meant() == Deed.Meant.IN_TIME && isInTime(episode, deed);
  }

  /** Of an activation that was told several times it is not known which one took effect. */
  private static boolean isInTime(Episode episode, Deed deed) {
    long latest = episode.shownFrom() + episode.scheme().windowMillis() + SLACK;
    boolean sure = episode.scheme().hasty() && !episode.request().deferred();
    return !sure || deed.firstSent() <= latest;
  }

  private static boolean mayBeLate(Episode episode, Deed deed, long now) {
    boolean over = now >= episode.shownFrom() + episode.scheme().windowMillis() - SLACK;
    return deed.meant() != Deed.Meant.IN_TIME || episode.scheme().hasty() && over;
  }

  private static boolean mayBeForgotten(Episode episode, long now) {
    long age = now - episode.shownFrom() - episode.scheme().windowMillis() + SLACK;
    return episode.scheme().keeping().mayForget(age);
  }

  private static boolean mayBeCensored(Episode episode) {
    Scheme scheme = episode.scheme();
    return scheme.hasty() || episode.deeds().stream().anyMatch(Judge::censors);
  }

  private static boolean censors(Deed deed) {
    return deed.act() instanceof Act.Censored || deed.isMachine();
  }

  private static String text(Episode episode, Deed deed) {
    return deed.act() + " of " + episode.request().campaign();
  }
}
