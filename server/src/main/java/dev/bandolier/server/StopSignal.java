package dev.bandolier.server;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells when the process is asked to stop (Ctrl-C, SIGTERM), and keeps the JVM from going before this is
 * closed.
 */
final class StopSignal implements AutoCloseable {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  private StopSignal() {}

  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::hold, "shutdown"));
    return signal;
  }

  private void hold() {
    asked.countDown();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it is asked to stop. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits until it is asked to stop, or for so long; returns whether it was asked. */
  boolean await(Duration longest) throws InterruptedException {
    return asked.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether it is asked to stop. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /**
   * For work that can be left at any time.
   *
   * @throws CancellationException if it is asked to stop
   */
  void check() {
    if (isAsked()) {
      throw new CancellationException("cancelled");
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
