package dev.bandolier.server.demo;

/** Counts of mails whose story has ended. */
final class Group {

  private long mails;
  private long opens;
  private long clicks;

  void add(Mail mail) {
    mails++;
    opens += mail.isOpened() ? 1 : 0;
    clicks += mail.isClicked() ? 1 : 0;
  }

  long mails() {
    return mails;
  }

  Comparison opensAgainst(Group other) {
    return Comparison.of(opens, mails, other.opens, other.mails);
  }

  Comparison clicksAgainst(Group other) {
    return Comparison.of(clicks, mails, other.clicks, other.mails);
  }
}
