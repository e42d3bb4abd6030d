package dev.bandolier.server.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.v1.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LearningLagTest {

  private static final int LIMIT = 100;

  private final List<String> heard = new ArrayList<>();
  private final PendingFates fates = new PendingFates();
  private final LearningLag lag =
      new LearningLag(
          fates,
          LIMIT,
          new RewardListener() {
            @Override
            public void behind(long limit) {
              heard.add("behind " + limit);
            }

            @Override
            public void caughtUp() {
              heard.add("caught up");
            }
          });
  private final AtomicLong appends = new AtomicLong(7);

  private void fold(int facts) {
    for (int i = 0; i < facts; i++) {
      fates.folded(8 * (fates.folded() + 1), Fate.FATE_ACCEPTED);
    }
    lag.folded();
  }

  @Test
  void whatWasFoldedBefore_isNoLag() {
    fold(3);
    assertThat(lag.facts()).isZero();
    lag.follow(appends::get);
    assertThat(lag.facts()).isZero();
    appends.addAndGet(5);
    assertThat(lag.facts()).isEqualTo(5);
    fold(2);
    assertThat(lag.facts()).isEqualTo(3);
  }

  @Test
  void factsAtTheLimit_areTaken_oneMoreIsNot_untilHalfIsLeft() {
    lag.follow(appends::get);
    appends.addAndGet(LIMIT);
    assertThat(lag.isOver()).isFalse();
    appends.addAndGet(1);
    assertThat(lag.isOver()).isTrue();
    fold(LIMIT / 2);
    assertThat(lag.isOver()).isTrue();
    fold(1);
    assertThat(lag.isOver()).isFalse();
    assertThat(heard).containsExactly("behind 100", "caught up");
  }

  @Test
  void whoWaits_isToldByTheStepThatCatchesUp_once() {
    lag.follow(appends::get);
    assertThat(lag.whenCaughtUp()).isDone();
    appends.addAndGet(LIMIT + 1);
    CompletableFuture<?> wait = lag.whenCaughtUp();
    assertThat(wait).isNotDone().isSameAs(lag.whenCaughtUp());
    fold(LIMIT + 1);
    assertThat(wait).isDone();
    assertThat(heard).containsExactly("behind 100", "caught up");
  }

  @Test
  void whoWaits_whileTheLearnerFoldsOnAnotherThread_isAlwaysTold() throws Exception {
    lag.follow(appends::get);
    AtomicBoolean ended = new AtomicBoolean();
    long before = appends.get();
    Thread learner =
        new Thread(
            () -> {
              while (!ended.get() || fates.folded() < appends.get() - before) {
                if (fates.folded() < appends.get() - before) {
                  fold(1);
                }
              }
            });
    learner.start();
    for (int i = 0; i < 2_000; i++) {
      appends.addAndGet(LIMIT + 1);
      lag.whenCaughtUp().join();
    }
    ended.set(true);
    learner.join();
    assertThat(lag.facts()).isZero();
    assertThat(lag.isOver()).isFalse();
  }

  @Test
  void aLimitOfNothing_isRefused() {
    assertThatThrownBy(() -> new LearningLag(fates, 0, RewardListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }
}
