package dev.bandolier.server.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.v1.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PendingFatesTest {

  private final PendingFates fates = new PendingFates();

  @Test
  void await_beforeTheFold_completesWithIt() {
    CompletableFuture<Fate> fate = fates.await(64);
    assertThat(fate).isNotDone();

    fates.folded(64, Fate.FATE_ACCEPTED);

    assertThat(fate).isCompletedWithValue(Fate.FATE_ACCEPTED);
    assertThat(fates.waiting()).isZero();
  }

  @Test
  void await_afterTheFold_stillFindsTheFate() {
    fates.folded(64, Fate.FATE_LATE);
    fates.folded(72, Fate.FATE_HELD);

    assertThat(fates.await(64)).isCompletedWithValue(Fate.FATE_LATE);
    assertThat(fates.await(72)).isCompletedWithValue(Fate.FATE_HELD);
    assertThat(fates.await(80)).isNotDone();
  }

  @Test
  void await_longAfterTheFold_saysRecorded() {
    for (int i = 1; i <= PendingFates.KEPT + 1; i++) {
      fates.folded(8L * i, Fate.FATE_ACCEPTED);
    }

    assertThat(fates.await(8)).isCompletedWithValue(Fate.FATE_RECORDED);
    assertThat(fates.await(16)).isCompletedWithValue(Fate.FATE_ACCEPTED);
  }

  @Test
  void everyWaiter_getsTheFate_whicheverComesFirst() throws Exception {
    int facts = 100_000;
    List<CompletableFuture<Fate>> waiters = new ArrayList<>();
    Thread learner = new Thread(() -> foldAll(facts));
    learner.start();
    for (int i = 1; i <= facts; i++) {
      waiters.add(fates.await(8L * i));
    }
    for (CompletableFuture<Fate> waiter : waiters) {
      assertThat(waiter.get(30, TimeUnit.SECONDS)).isIn(Fate.FATE_ACCEPTED, Fate.FATE_RECORDED);
    }
    learner.join();
    assertThat(fates.waiting()).isZero();
  }

  private void foldAll(int facts) {
    for (int i = 1; i <= facts; i++) {
      fates.folded(8L * i, Fate.FATE_ACCEPTED);
    }
  }
}
