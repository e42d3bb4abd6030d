package dev.bandolier.loadtest.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {

  @Test
  void threadsOfThisProcess_whereTheSystemTells_haveUsedProcessorTime() {
    assumeThat(Files.isDirectory(Path.of("/proc/self/task"))).isTrue();

    ThreadTimes times = ThreadTimes.of(ProcessHandle.current().pid());

    assertThat(times.startingWith(List.of("")).orElseThrow()).isPositive();
    assertThat(times.startingWith(List.of("no thread's name"))).contains(Duration.ZERO);
  }

  @Test
  void processThatIsNotThere_saysNothing() {
    assertThat(ThreadTimes.of(Integer.MAX_VALUE).startingWith(List.of(""))).isEmpty();
  }
}
