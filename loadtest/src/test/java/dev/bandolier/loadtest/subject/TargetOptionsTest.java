package dev.bandolier.loadtest.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class TargetOptionsTest {

  @Test
  void runningServer_isTakenByItsAddress() throws IOException {
    try (Target target = parsed("--target=127.0.0.1:7070").open()) {
      assertThat(target.address()).isEqualTo("127.0.0.1:7070");
    }
  }

  @Test
  void portAlone_isRefused_withWhatIsExpected() {
    assertThatThrownBy(() -> parsed("--target=7070"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("--target: '7070' is not HOST:PORT, as in 127.0.0.1:7070");
  }

  private static TargetOptions parsed(String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.target;
  }

  @Command(name = "holder")
  static final class Holder {
    @Mixin private TargetOptions target = new TargetOptions();
  }
}
