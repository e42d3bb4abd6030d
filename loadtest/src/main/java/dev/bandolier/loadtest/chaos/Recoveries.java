package dev.bandolier.loadtest.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the server took after each kill: from the start of its process to its readiness, the
 * start of the virtual machine included; and, by its own log, how many facts it folded and for how
 * long. One thread.
 */
final class Recoveries {
  private static final Pattern LINE =
      Pattern.compile("recovered: .*?(\\d+) facts folded in (\\d+) ms");

  private final List<Long> millis = new ArrayList<>();
  private long facts;
  private long foldMax;

  void add(long readyAfterMillis) {
    millis.add(readyAfterMillis);
  }

  /** Takes what all lives have logged. */
  void readLog(Path output) throws IOException {
    Matcher line = LINE.matcher(Files.readString(output, StandardCharsets.UTF_8));
    facts = 0;
    foldMax = 0;
    while (line.find()) {
      facts += Long.parseLong(line.group(1));
      foldMax = Math.max(foldMax, Long.parseLong(line.group(2)));
    }
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
