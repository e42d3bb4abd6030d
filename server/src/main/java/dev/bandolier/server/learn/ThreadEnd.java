package dev.bandolier.server.learn;

/** Waits until a thread has ended, also while being interrupted; the interrupt is kept. */
final class ThreadEnd {

  private ThreadEnd() {}

  static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
