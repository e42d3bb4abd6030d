package dev.bandolier.server.learn;

import dev.bandolier.server.model.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Gives arms their lessons in the order in which folding comes to them: at once, or, from {@link #beside}
 * to {@link #atOnce}, on a thread of their own while folding goes on. Either way every arm and every sum
 * sees the same lessons in the same order, hence the same bits. Called by the folding thread.
 */
final class Lessons {

  private final Workspace workspace = new Workspace();
  private final ArmLesson lesson = new ArmLesson();
  private @Nullable LessonThread thread;

  /** The lesson to fill; {@link #give} follows. */
  ArmLesson next() {
    return thread == null ? lesson : thread.next();
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
   * Waits until every lesson is given.
   *
   * @throws IllegalStateException if one could not be given
   */
  void await() {
    if (thread != null) {
      thread.await();
    }
  }

  /** The folding thread's working memory, for changes of its own once every lesson is given. */
  Workspace workspace() {
    await();
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
