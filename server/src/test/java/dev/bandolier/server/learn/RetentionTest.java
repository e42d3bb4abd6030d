package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.store.ImageSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final long HOUR = 3_600_000;
  private static final int SEGMENT = 1000;
  private static final UpkeepConfig WHOLE = new UpkeepConfig(1000, 0, 0, SEGMENT, 0);
  private static final UpkeepConfig EIGHT_HOURS = new UpkeepConfig(1000, 8 * HOUR, 0, SEGMENT, 0);
  private static final UpkeepConfig LIMITED = new UpkeepConfig(1000, 0, 23_000, SEGMENT, 0);

  /** Taken at that hour, at position 1,000 an hour, and in need of facts from a position on. */
  private static BaseSnapshot base(int hour, long needs) {
    long position = hour * 1000L;
    return new BaseSnapshot(
        Path.of("base-" + hour), new ImageSummary(position, 0, hour * HOUR, 1, 1, 0, needs, ""));
  }

  private static List<BaseSnapshot> hourly(int count) {
    List<BaseSnapshot> bases = new ArrayList<>();
    for (int hour = 1; hour <= count; hour++) {
      bases.add(base(hour, Long.MAX_VALUE));
    }
    return bases;
  }

  private static List<Long> hours(List<BaseSnapshot> bases, Retention retention) {
    return bases.stream()
        .filter(base -> !retention.superfluous().contains(base))
        .map(base -> base.position() / 1000)
        .toList();
  }

  @Test
  void journalThatIsKept_needsOnlyTheTwoNewest() {
    List<BaseSnapshot> bases = hourly(5);
    Retention retention = Retention.of(bases, 64, 5500, true, 6 * HOUR, WHOLE);
    assertThat(retention.cut()).isZero();
    assertThat(hours(bases, retention)).containsExactly(4L, 5L);
  }

  @Test
  void oldestBase_ofAJournalCutBefore_stays() {
    List<BaseSnapshot> bases = hourly(5);
    Retention retention = Retention.of(bases, 900, 5500, false, 6 * HOUR, WHOLE);
    assertThat(retention.cut()).isZero();
    assertThat(hours(bases, retention)).containsExactly(1L, 4L, 5L);
  }

  @Test
  void age_cutsBehindTheNewestBaseThatIsOldEnough_andKeepsSomeToCutBehindLater() {
    List<BaseSnapshot> bases = hourly(12);
    Retention retention = Retention.of(bases, 64, 12_500, true, 12 * HOUR, EIGHT_HOURS);
    assertThat(retention.cut()).isEqualTo(4000);
    assertThat(hours(bases, retention)).containsExactly(4L, 6L, 8L, 10L, 11L, 12L);
  }

  @Test
  void basesThatWereKept_areKeptAgain_whateverComes() {
    List<BaseSnapshot> bases = new ArrayList<>();
    for (int hour = 1; hour < 100; hour++) {
      bases.add(base(hour, Long.MAX_VALUE));
      Retention retention = Retention.of(bases, 64, hour * 1000L, true, hour * HOUR, EIGHT_HOURS);
      bases.removeAll(retention.superfluous());
      assertThat(bases).hasSizeLessThanOrEqualTo(8);
      if (hour > 12) {
        assertThat(retention.cut() / 1000).isBetween(hour - 11L, hour - 8L);
      }
    }
  }

  @Test
  void cut_sparesWhatTheBaseStillNeeds() {
    List<BaseSnapshot> bases = hourly(12);
    bases.set(3, base(4, 1234));
    Retention retention = Retention.of(bases, 64, 12_500, true, 12 * HOUR, EIGHT_HOURS);
    assertThat(retention.cut()).isEqualTo(1234);
  }

  @Test
  void limit_cutsBehindTheOldestBaseThatLeavesLittleEnough() {
    List<BaseSnapshot> bases = hourly(30);
    Retention retention = Retention.of(bases, 64, 30_500, true, 30 * HOUR, LIMITED);
    assertThat(retention.cut()).isEqualTo(11_000);
    assertThat(retention.excess()).isZero();
  }

  @Test
  void limit_thatNeedsDoNotAllow_cutsWhatItCan_andSaysWhatRemains() {
    List<BaseSnapshot> bases = new ArrayList<>();
    for (int hour = 1; hour <= 30; hour++) {
      bases.add(base(hour, 5000));
    }
    Retention retention = Retention.of(bases, 64, 30_500, true, 30 * HOUR, LIMITED);
    assertThat(retention.cut()).isEqualTo(5000);
    assertThat(retention.excess()).isEqualTo(30_500 - 20_000 - 5000);
  }

  @Test
  void newestBase_isNeverTheOnlyOne() {
    List<BaseSnapshot> bases = hourly(2);
    Retention retention = Retention.of(bases, 64, 50_000, true, 50 * HOUR, LIMITED);
    assertThat(retention.cut()).isEqualTo(1000);
    assertThat(hours(bases, retention)).containsExactly(1L, 2L);
    assertThat(Retention.of(hourly(1), 64, 50_000, true, 50 * HOUR, LIMITED).cut()).isZero();
  }
}
