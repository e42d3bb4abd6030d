package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.subject.RecoveryLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long the server took after each kill: from the start of its process to its readiness, the
 * start of the virtual machine included; and, by its own log, how many facts it folded and for how
 * long. One thread.
 */
final class Recoveries {
  private final List<Long> millis = new ArrayList<>();
  private long facts;
  private long foldMax;

  void add(long readyAfterMillis) {
    millis.add(readyAfterMillis);
  }

  /** Takes what all lives have logged. */
  void readLog(Path output) throws IOException {
    List<RecoveryLine> lines = RecoveryLine.in(output);
    facts = lines.stream().mapToLong(RecoveryLine::facts).sum();
    foldMax = lines.stream().mapToLong(RecoveryLine::millis).max().orElse(0);
  }

  int count() {
    return millis.size();
  }

  /** The middle one, 0 where there is none. */
  long median() {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) / 2);
  }

  long greatest() {
    return millis.isEmpty() ? 0 : Collections.max(millis);
  }

  /** Facts that were folded again, over all starts. */
  long facts() {
    return facts;
  }

  /** The longest folding at a start, in milliseconds. */
  long longestFold() {
    return foldMax;
  }
}
