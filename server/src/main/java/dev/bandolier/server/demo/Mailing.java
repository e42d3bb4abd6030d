package dev.bandolier.server.demo;

import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.Outcome;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Sends mails to the audience and reports what it does, some of it twice, some by machines and some too
 * late, as the world does. Called by one thread.
 */
final class Mailing {

  private static final long SECOND = 1_000_000_000L;

  /** After so long everybody who wants has opened and clicked. */
  private static final double STORY_SECONDS = 6;

  private static final double LATE_SECONDS = 20;
  private static final double TWICE = 0.02;
  private static final double MACHINES = 0.02;
  private static final double SLEEPERS = 0.01;
  private static final int MOST_AT_ONCE = 40;
  private static final String OPEN = "open";
  private static final String CLICK = "click";

  private final String campaign;
  private final String batch;
  private final Decider decider;
  private final Feedback feedback;
  private final Audience audience;
  private final Scoreboard scores;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::due));
  private long sent;
  private double owed;
  private long lastTurn;

  /** Something that happens at a time. */
  private record Event(long due, Runnable happening) {}

  /**
   * Begins to send.
   *
   * @param batch what the decisions' ids begin with
   * @param now in nanoseconds of some clock
   */
  Mailing(
      String campaign,
      String batch,
      Decider decider,
      Feedback feedback,
      Audience audience,
      Scoreboard scores,
      long now) {
    this.campaign = campaign;
    this.batch = batch;
    this.decider = decider;
    this.feedback = feedback;
    this.audience = audience;
    this.scores = scores;
    this.lastTurn = now;
  }

  /** Sends what is due at a rate, and lets happen what has to. */
  void turn(long now, int mailsPerSecond) {
    owed = Math.min(MOST_AT_ONCE, owed + (now - lastTurn) * (double) mailsPerSecond / SECOND);
    lastTurn = now;
    for (; owed >= 1; owed--) {
      send(now);
    }
    while (!events.isEmpty() && events.peek().due() <= now) {
      events.remove().happening().run();
    }
  }

  private void send(long now) {
    Reader reader = audience.reader();
    String id = batch + "-" + ++sent;
    DecideRequest request =
        DecideRequest.newBuilder()
            .setCampaign(campaign)
            .setDecisionId(id)
            .setUnit("reader-" + id)
            .setContext(reader.context())
            .putLabels("send", "spring-1")
            .build();
    if (decider.decide(request) instanceof DecideOutcome.Decided decided) {
      decider.answered(decided);
      deliver(new Mail(reader, decided.response()), now);
    } else {
      scores.refused();
    }
  }

  private void deliver(Mail mail, long now) {
    scores.sent(mail);
    if (audience.happens(MACHINES)) {
      report(outcome(mail, OPEN).setMachine(true).setOutcomeId("proxy"));
    }
    if (audience.opens(mail.reader(), mail.arm("subject"))) {
      at(now, audience.seconds(0.3, 3), when -> open(mail, when));
    } else if (audience.happens(SLEEPERS)) {
      at(now, LATE_SECONDS, when -> report(outcome(mail, OPEN)));
    }
    at(now, STORY_SECONDS, when -> scores.ended(mail));
  }

  private void open(Mail mail, long now) {
    mail.open();
    tell(outcome(mail, OPEN));
    if (audience.clicks(mail.reader(), mail.arm("image"), mail.arm("offer"))) {
      at(now, audience.seconds(0.3, 2.5), when -> click(mail));
    }
  }

  private void click(Mail mail) {
    mail.click();
    tell(outcome(mail, CLICK));
  }

  private void tell(Outcome.Builder outcome) {
    report(outcome);
    if (audience.happens(TWICE)) {
      report(outcome);
    }
  }

  private void report(Outcome.Builder outcome) {
    var unused = feedback.report(outcome.build(), AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED);
  }

  private Outcome.Builder outcome(Mail mail, String name) {
    return Outcome.newBuilder().setCampaign(campaign).setDecisionId(mail.id()).setName(name);
  }

  private void at(long now, double seconds, Happening happening) {
    long due = now + (long) (seconds * SECOND);
    events.add(new Event(due, () -> happening.at(due)));
  }

  /** What happens at a time. */
  private interface Happening {
    void at(long now);
  }
}
