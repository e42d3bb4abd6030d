package dev.bandolier.server.learn;

import dev.bandolier.server.model.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Gives arms their lessons in the order in which folding comes to them: at once, or, from {@link #beside}
 * to {@link #atOnce}, on a thread of their own while folding goes on. Either way every arm and every sum
 * sees the same lessons in the same order, hence the same bits. Called by the folding thread.
 */
final class Lessons {

  /** How many inverses each thread holds while a step lasts: two megabytes of the largest. */
  static final int HELD = 32;

  private final Workspace workspace = new Workspace(HELD);
  private final ArmLesson lesson = new ArmLesson();
  private @Nullable LessonThread thread;

  /** The lesson to fill; {@link #give} follows. */
  ArmLesson next() {
    if (thread == null) {
      return lesson;
    }
    workspace.putBack();
    return thread.next();
  }

  /** Gives the lesson that was filled, or lets it be given. */
  void give() {
    if (thread == null) {
      lesson.give(workspace);
    } else {
      thread.give();
    }
  }

  /**
   * Waits until every lesson is given, and puts back what is held of the arms: they are then as their
   * lessons have left them.
   *
   * @throws IllegalStateException if one could not be given
   */
  void await() {
    workspace().putBack();
  }

  /**
   * The folding thread's working memory, for changes of its own once every lesson is given. It may hold
   * inverses, so what is changed by other means needs {@link #await} first.
   */
  Workspace workspace() {
    if (thread != null) {
      thread.await();
    }
    return workspace;
  }

  /** Lets lessons be given beside the folding from now on, where there is a processor for it. */
  void beside() {
    if (thread == null && Runtime.getRuntime().availableProcessors() > 1) {
      thread = new LessonThread();
    }
  }

  /** Ends that: whatever is not given yet is given, or has failed, when this returns. */
  void atOnce() {
    LessonThread ended = thread;
    thread = null;
    if (ended != null) {
      ended.close();
    }
  }
}
