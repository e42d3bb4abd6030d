package dev.bandolier.server.learn;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** What other threads ask a thread about its own state, which it answers when it sees fit. */
final class Questions {

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean ended;

  /**
   * Nothing was asked yet.
   *
   * @param thread calls {@link #answer} again and again, also after it was unparked, and {@link #end} at last
   */
  Questions(Thread thread) {
    this.thread = thread;
  }

  /**
   * Asks. Any thread.
   *
   * @return completes on the answering thread; exceptionally if the question throws or nobody is there to
   *     answer
   */
  <T> CompletableFuture<T> ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    waiting.add(() -> answer(question, answer));
    LockSupport.unpark(thread);
    if (ended || !thread.isAlive()) {
      answer.completeExceptionally(nobody());
    }
    return answer;
  }

  /** Answers what was asked. */
  void answer() {
    for (Runnable question = waiting.poll(); question != null; question = waiting.poll()) {
      question.run();
    }
  }

  /** From here on nobody answers. */
  void end() {
    ended = true;
    answer();
  }

  private <T> void answer(Supplier<T> question, CompletableFuture<T> answer) {
    try {
      if (ended) {
        throw nobody();
      }
      answer.complete(question.get());
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private static IllegalStateException nobody() {
    return new IllegalStateException("learning has stopped");
  }
}
