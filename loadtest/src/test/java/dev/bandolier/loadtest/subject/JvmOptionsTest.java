package dev.bandolier.loadtest.subject;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class JvmOptionsTest {

  @Test
  void flags_areSplitAtSpaces_andNoneIsEmpty() {
    assertThat(parsed("--jvm=-Xmx1g  -XX:+UseParallelGC ").flags())
        .containsExactly("-Xmx1g", "-XX:+UseParallelGC");
    assertThat(parsed("--jvm=").flags()).isEmpty();
    assertThat(parsed().flags()).isEmpty();
  }

  private static JvmOptions parsed(String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.jvm;
  }

  @Command(name = "holder")
  static final class Holder {
    @Mixin private JvmOptions jvm = new JvmOptions();
  }
}
