package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the threads of a process have used of all processors, as Linux tells it under {@code /proc}: in
 * hundredths of a second, the unit of {@code utime} and {@code stime} in proc(5). Used by one thread.
 */
final class ThreadTimes {

  private static final long MILLIS_PER_TICK = 10;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private final Path tasks;

  private ThreadTimes(Path tasks) {
    this.tasks = tasks;
  }

  static ThreadTimes of(long pid) {
    return new ThreadTimes(Path.of("/proc", Long.toString(pid), "task"));
  }

  /** The sum over the threads whose names begin so; empty where the system does not tell. */
  Optional<Duration> startingWith(List<String> names) {
    if (!Files.isDirectory(tasks)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(tasks)) {
      long ticks = 0;
      for (Path task : all.toList()) {
        ticks += ticksOf(task, names);
      }
      return Optional.of(Duration.ofMillis(ticks * MILLIS_PER_TICK));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static long ticksOf(Path task, List<String> names) throws IOException {
    try {
      String line = Files.readString(task.resolve("stat"));
      int nameEnds = line.lastIndexOf(')');
      String name = line.substring(line.indexOf('(') + 1, nameEnds);
      if (names.stream().noneMatch(name::startsWith)) {
        return 0;
      }
      List<String> fields = List.of(line.substring(nameEnds + 2).split(" ", -1));
      return Long.parseLong(fields.get(USER_TIME)) + Long.parseLong(fields.get(SYSTEM_TIME));
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
