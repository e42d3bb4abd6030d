package dev.bandolier.server.store;

import java.util.function.LongConsumer;

/** Blocks that were freed, and that a reader may still be looking at. Writer's thread only. */
final class Quarantine {
  private final int commits;
  private final LongQueue handles = new LongQueue();
  private final LongQueue since = new LongQueue();
  private long now;

  Quarantine(int commits) {
    this.commits = commits;
  }

  /** Where a step puts what it has freed. */
  LongQueue entrance() {
    return handles;
  }

  /** Counts a commit, and lets those go that have been here long enough. */
  void afterCommit(LongConsumer release) {
    now++;
    while (since.size() < handles.size()) {
      since.add(now);
    }
    while (handles.size() > 0 && now - since.peek() >= commits) {
      since.remove();
      release.accept(handles.remove());
    }
  }

  /** Lets all go. */
  void end(LongConsumer release) {
    while (handles.size() > 0) {
      release.accept(handles.remove());
    }
    since.clear();
  }

  void clear() {
    handles.clear();
    since.clear();
  }
}
