package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class FreshNumbersTest {

  private static final int NUMBERS = 10_000;

  @Test
  void numbersOfTwoThreads_areAllDifferent() throws InterruptedException {
    FreshNumbers fresh = new FreshNumbers();
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(2);
    for (int thread = 0; thread < 2; thread++) {
      new Thread(
              () -> {
                for (int i = 0; i < NUMBERS; i++) {
                  seen.add(fresh.getAsLong());
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    assertThat(seen).hasSize(2 * NUMBERS);
  }

  @Test
  void numbersOfTwoProcesses_areDifferentFromTheFirstOn() {
    Set<Long> firsts = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      firsts.add(new FreshNumbers().getAsLong());
    }
    assertThat(firsts).hasSize(100);
  }
}
