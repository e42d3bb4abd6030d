package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.v1.Fate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of an hour, with five minutes of grace, while the wall clock jumps by a day. */
final class ClockJumpTest {

  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;

  @TempDir Path directory;
  private long wall = Rig.START;
  private long nanos;
  private Journal journal;

  private Rig rig() {
    return new Rig(
        directory,
        (folder, config, ignoredWall, ignoredNanos) ->
            journal = Journal.open(folder, config, () -> wall, () -> nanos, JournalListener.NONE));
  }

  private static dev.bandolier.v1.Campaign.Builder campaign() {
    return Rig.clicks()
        .setGrace(Duration.newBuilder().setSeconds(300))
        .setRemember(Duration.newBuilder().setSeconds(30 * 86_400));
  }

  /** Both clocks go on, second by second, and the learner looks what is due. */
  private void elapse(Rig rig, long millis) {
    for (long second = 0; second < millis / 1000; second++) {
      wall += 1000;
      nanos += 1_000_000_000L;
      rig.now = journal.now();
    }
    rig.learner.look();
    rig.catchUp();
  }

  @ParameterizedTest
  @ValueSource(longs = {DAY, -DAY})
  void clockThatJumps_neitherClosesWindowsEarlyNorKeepsThemOpen(long jump) {
    try (Rig rig = rig()) {
      rig.create(campaign());
      rig.decide("d1", 0);
      rig.decide("d2", 1);
      wall += jump;
      elapse(rig, 55 * MINUTE);
      assertThat(rig.state().open()).isEqualTo(2);
      assertThat(rig.report("d1", "click")).isEqualTo(Fate.FATE_ACCEPTED);
      elapse(rig, 12 * MINUTE);
      assertThat(rig.state().open()).isZero();
      assertThat(rig.report("d2", "click")).isEqualTo(Fate.FATE_LATE);
    }
  }

  @Test
  void clockThatIsADayAheadAtAStart_closesWhatIsOverByIt() {
    try (Rig rig = rig()) {
      rig.create(campaign());
      rig.decide("d1", 0);
    }
    wall += DAY;
    try (Rig rig = rig()) {
      elapse(rig, 1000);
      assertThat(rig.state().open()).isZero();
      assertThat(rig.report("d1", "click")).isEqualTo(Fate.FATE_LATE);
    }
  }

  @Test
  void clockThatIsADayBehindAtAStart_goesOnFromTheLastFact() {
    try (Rig rig = rig()) {
      rig.create(campaign());
      rig.decide("d1", 0);
    }
    wall -= DAY;
    try (Rig rig = rig()) {
      assertThat(journal.now()).isGreaterThanOrEqualTo(Rig.START);
      elapse(rig, 55 * MINUTE);
      assertThat(rig.report("d1", "click")).isEqualTo(Fate.FATE_ACCEPTED);
      elapse(rig, 12 * MINUTE);
      assertThat(rig.state().open()).isZero();
    }
  }
}
