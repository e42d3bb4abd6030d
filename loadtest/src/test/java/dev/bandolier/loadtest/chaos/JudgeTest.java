package dev.bandolier.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import org.junit.jupiter.api.Test;

final class JudgeTest {
  private static final long SOON = Episodes.MILLIS + 100;

  private final Faults faults = new Faults();
  private final Judge judge = new Judge(faults);
  private final Episode episode = Episodes.decided(Schemes.banner("c/"), false);
  private final Deed deed = deed(episode, Deed.Meant.IN_TIME);

  @Test
  void outcome_thatIsAcceptedOnceAndThenKnown_isNoFault() {
    hear(deed, Fate.ACCEPTED, SOON);
    hear(deed, Fate.DUPLICATE, SOON);
    assertThat(faults.none()).isTrue();
    assertThat(deed.counts()).isTrue();
  }

  @Test
  void outcome_thatIsAcceptedTwice_isCountedTwice() {
    hear(deed, Fate.ACCEPTED, SOON);
    hear(deed, Fate.ACCEPTED, SOON);
    assertThat(faults.count(Kind.COUNTED_TWICE)).isEqualTo(1);
  }

  @Test
  void recordedOutcome_thatIsNewAgain_wasLost() {
    hear(deed, Fate.RECORDED, SOON);
    assertThat(deed.isSettled()).isFalse();
    hear(deed, Fate.ACCEPTED, SOON);
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void recordedOutcome_thatIsKnownThen_isNoFault() {
    hear(deed, Fate.RECORDED, SOON);
    hear(deed, Fate.DUPLICATE, SOON);
    assertThat(faults.none()).isTrue();
  }

  @Test
  void copiesSentTogether_mayBeAnsweredInAnyOrder() {
    Judge.Sending both = Judge.Sending.of(episode, deed);
    judge.hear(episode, deed, both, Fate.DUPLICATE, SOON);
    judge.hear(episode, deed, both, Fate.ACCEPTED, SOON);
    assertThat(faults.none()).isTrue();
  }

  @Test
  void heldOutcome_ofAnAnsweredDecision_meansThatTheDecisionIsLost() {
    hear(deed, Fate.HELD, SOON);
    assertThat(faults.count(Kind.LOST)).isEqualTo(1);
  }

  @Test
  void refusedOutcome_thatIsAcceptedLater_isCountedTwice() {
    Episode hasty = Episodes.decided(Schemes.brief("c/"), false);
    Deed late = deed(hasty, Deed.Meant.LATE);
    hear(hasty, late, Fate.LATE, SOON);
    hear(hasty, late, Fate.ACCEPTED, SOON);
    assertThat(faults.count(Kind.COUNTED_TWICE)).isEqualTo(1);
  }

  @Test
  void lateness_withinTheWindow_isAWrongFate() {
    hear(deed, Fate.LATE, SOON);
    Episode hasty = Episodes.decided(Schemes.brief("c/"), false);
    hear(hasty, deed(hasty, Deed.Meant.IN_TIME), Fate.LATE, SOON);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(2);
    hear(hasty, deed(hasty, Deed.Meant.IN_TIME), Fate.LATE, SOON + 3_000);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(2);
  }

  @Test
  void outcomeLongBeforeItsDecision_mustNotCount() {
    hear(deed(episode, Deed.Meant.EARLY), Fate.ACCEPTED, SOON);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(1);
    hear(deed(episode, Deed.Meant.EARLY), Fate.EARLY, SOON);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(1);
  }

  @Test
  void censoredFate_withoutACensoring_isWrong() {
    hear(deed, Fate.CENSORED, SOON);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(1);
    Episodes.censored(episode);
    hear(deed(episode, Deed.Meant.IN_TIME), Fate.CENSORED, SOON);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(1);
  }

  @Test
  void unknownDecisionInvalidAndLimit_areWrong() {
    hear(deed(episode, Deed.Meant.IN_TIME), Fate.UNKNOWN_DECISION, SOON);
    hear(deed(episode, Deed.Meant.IN_TIME), Fate.INVALID, SOON);
    hear(deed(episode, Deed.Meant.IN_TIME), Fate.LIMIT, SOON);
    assertThat(faults.count(Kind.WRONG_FATE)).isEqualTo(3);
  }

  private void hear(Deed about, Fate fate, long now) {
    hear(episode, about, fate, now);
  }

  private void hear(Episode of, Deed about, Fate fate, long now) {
    Judge.Sending sending = Judge.Sending.of(of, about);
    about.sent(now);
    judge.hear(of, about, sending, fate, now);
  }

  private static Deed deed(Episode episode, Deed.Meant meant) {
    OutcomeReport report = Episodes.outcome(episode, "click", "o1").value(1).build();
    Deed deed = new Deed(new Act.Seen(report), meant, 1, 3);
    episode.add(deed);
    return deed;
  }
}
