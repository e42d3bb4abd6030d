package dev.bandolier.server.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.v1.Candidate;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WaitingTest {

  private static final long LIMIT = 1 << 20;

  private final Waiting waiting = new Waiting(LIMIT);
  private final SplittableRandom random = new SplittableRandom(1);

  private static Contest contest() {
    Campaign campaign =
        Samples.created(
            Samples.mail().addCandidates(Candidate.newBuilder().setName("alike").setFloor(0.5)));
    return Objects.requireNonNull(
        Contest.begin(campaign, Encoder.compile(campaign, null), true, null));
  }

  private void offer(Contest contest, long position) {
    double coin = random.nextDouble();
    if (waiting.takes(coin)) {
      waiting.add(new Asked(contest, 0, 0, position, 0, new float[10], coin));
    }
  }

  @Test
  void memory_isBounded_andWhatStaysIsSpreadOverAll() {
    Contest contest = contest();
    int offered = 100_000;
    for (int i = 0; i < offered; i++) {
      offer(contest, i);
      assertThat(waiting.all().stream().mapToLong(Asked::bytes).sum()).isLessThanOrEqualTo(LIMIT);
    }
    assertThat(waiting.share()).isEqualTo(1.0 / 32);
    long early = waiting.all().stream().filter(asked -> asked.position < offered / 2).count();
    assertThat((double) early / waiting.all().size()).isBetween(0.45, 0.55);
    assertThat(contest.thinned()).isPositive();
  }

  @Test
  void share_growsAgain_onceTheyHaveClosed() {
    Contest contest = contest();
    for (int i = 0; i < 100_000; i++) {
      offer(contest, i);
    }
    while (waiting.first() != null) {
      waiting.removeFirst();
    }
    assertThat(waiting.share()).isEqualTo(1);
  }
}
