package dev.bandolier.server.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What the sender of the mails counts himself. Called by one thread. */
final class Scoreboard {

  private static final int RECENT = 400;
  private static final int STEPS = 40;

  private final Group learned = new Group();
  private final Group chance = new Group();
  private final Tastes tastes = new Tastes();
  private final Deque<Double> course = new ArrayDeque<>();
  private long sent;
  private long refused;
  private long opens;
  private long clicks;
  private int recentMails;
  private int recentClicks;

  void sent(Mail mail) {
    sent++;
    if (!mail.byChance()) {
      tastes.add("subject", mail.reader().segment(), mail.arm("subject"));
      tastes.add("image", mail.reader().device(), mail.arm("image"));
      tastes.add("offer", mail.reader().segment(), mail.arm("offer"));
    }
  }

  void refused() {
    refused++;
  }

  /** The reader has done what he will do. */
  void ended(Mail mail) {
    opens += mail.isOpened() ? 1 : 0;
    clicks += mail.isClicked() ? 1 : 0;
    (mail.byChance() ? chance : learned).add(mail);
    if (!mail.byChance()) {
      note(mail.isClicked());
    }
  }

  private void note(boolean clicked) {
    recentMails++;
    recentClicks += clicked ? 1 : 0;
    if (recentMails == RECENT) {
      course.add((double) recentClicks / recentMails);
      recentMails = 0;
      recentClicks = 0;
    }
    if (course.size() > STEPS) {
      course.remove();
    }
  }

  /** Mails whose arms were learned. */
  Group learned() {
    return learned;
  }

  /** Mails whose arms came by chance. */
  Group chance() {
    return chance;
  }

  Tastes tastes() {
    return tastes;
  }

  /** The click rate of the learned mails in the course of time, a value per 400 mails. */
  List<Double> course() {
    return List.copyOf(course);
  }

  long mails() {
    return sent;
  }

  long undecided() {
    return refused;
  }

  long opens() {
    return opens;
  }

  long clicks() {
    return clicks;
  }
}
