package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Fate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A send whose windows all close within one minute. */
final class ExpiryTest {

  private static final int SEND = 50_000;
  private static final int LIMIT = LearnConfig.DEFAULTS.expiryLimit();

  @TempDir Path directory;

  private Rig rig() {
    return new Rig(
        directory,
        (folder, config, wall, nanos) ->
            Journal.open(
                folder, config.withSizes(1 << 25, 1 << 16), wall, nanos, JournalListener.NONE),
        SEND + 1000);
  }

  private static dev.bandolier.v1.Campaign.Builder campaign() {
    Duration minute = Duration.newBuilder().setSeconds(60).build();
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName("campaigns/c")
        .addSlots(Rig.slot("image", "a", "b"))
        .addRewardRules(Rig.rule("click", 1, 60))
        .setGrace(Duration.getDefaultInstance())
        .setRemember(minute);
  }

  @Test
  void sendThatExpiresAtOnce_isSettledBitByBit_whileOutcomesGoOnCounting() {
    try (Rig rig = rig()) {
      rig.create(campaign());
      for (int i = 0; i < SEND; i++) {
        rig.append("d" + i, false, DecisionSource.DECISION_SOURCE_POLICY, i % 2);
      }
      rig.catchUp();
      assertThat(rig.state().open()).isEqualTo(SEND);
      rig.now += 61_000;
      int rounds = closeAll(rig);
      assertThat(rounds).isBetween(SEND / LIMIT, 2 * SEND / LIMIT);
      assertThat(rig.statistics(0, 0).closed() + rig.statistics(0, 1).closed()).isEqualTo(SEND);
      assertThat(rig.statistics(0, 0).rewardSum() + rig.statistics(0, 1).rewardSum())
          .isEqualTo(rounds);
      forgetAll(rig);
      assertThat(rig.forgotten).hasSize(SEND + rounds);
    }
  }

  /** One look at the clock after the other, each with a fresh decision that is rewarded at once. */
  private static int closeAll(Rig rig) {
    int rounds = 0;
    while (rig.state().open() > rounds) {
      long before = rig.state().open();
      rig.learner.look();
      rig.decide("fresh" + rounds, 0);
      assertThat(rig.report("fresh" + rounds, "click")).isEqualTo(Fate.FATE_ACCEPTED);
      rounds++;
      assertThat(before - rig.state().open()).isLessThanOrEqualTo(LIMIT);
      rig.now += 1;
    }
    return rounds;
  }

  private static void forgetAll(Rig rig) {
    rig.now += 200_000;
    for (int looks = 0; rig.learner.books().ledger().size() > 0; looks++) {
      assertThat(looks).isLessThan(SEND);
      rig.learner.look();
      rig.catchUp();
      rig.now += 1;
    }
    assertThat(rig.state().open()).isZero();
  }
}
