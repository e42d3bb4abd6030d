package dev.bandolier.server.learn;

import dev.bandolier.server.model.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Gives arms their lessons by the time that somebody looks at the arms: by {@link #await}, or, from {@link
 * #beside} to {@link #atOnce}, on a thread of their own while folding goes on. Either way every arm and every
 * sum sees the same lessons in the same order, hence the same bits. Called by the folding thread.
 */
final class Lessons {

  /** How many inverses are held of arms that learn logits: two megabytes of the largest. */
  private static final int HELD = 32;

  private final Workspace workspace = new Workspace();
  private final Workspace logits = new Workspace(HELD);
  private final LessonRing ring = new LessonRing();
  private int waiting;
  private @Nullable LessonThread thread;
  private @Nullable Throwable failure;

  /** The lesson to fill; {@link #give} follows. */
  ArmLesson next() {
    if (thread != null) {
      return thread.next();
    }
    if (waiting == LessonRing.ROOM) {
      giveWaiting();
    }
    return ring.at(waiting);
  }

  /** Lets the lesson be given that was filled. */
  void give() {
    if (thread == null) {
      waiting++;
    } else {
      thread.give();
    }
  }

  private void giveWaiting() {
    ring.give(0, waiting);
    waiting = 0;
  }

  /**
   * Waits until every lesson is given, and puts back what is held of the arms: they are then as their
   * lessons have left them.
   *
   * @throws IllegalStateException if one could not be given, now or before
   */
  void await() {
    if (failure != null) {
      throw LessonThread.untaught(failure);
    }
    if (thread != null) {
      thread.await();
    } else if (waiting > 0) {
      giveWaiting();
    }
    logits.putBack();
  }

  /** The folding thread's working memory, for changes of its own; every lesson is given by then. */
  Workspace workspace() {
    await();
    return workspace;
  }

  /**
   * Working memory for arms that learn logits, to which no lesson is given in the same step: their inverses may
   * be held until {@link #await}, and nothing is waited for.
   */
  Workspace logits() {
    return logits;
  }

  /** Lets lessons be given beside the folding from now on, where there is a processor for it. */
  void beside() {
    if (thread == null && Runtime.getRuntime().availableProcessors() > 1) {
      await();
      thread = new LessonThread();
    }
  }

  /**
   * Ends that: whatever that thread has not given yet is given when this returns, or has failed, which {@link
   * #await} says from then on.
   */
  void atOnce() {
    LessonThread ended = thread;
    thread = null;
    if (ended != null) {
      ended.close();
      failure = ended.failure();
    }
  }
}
