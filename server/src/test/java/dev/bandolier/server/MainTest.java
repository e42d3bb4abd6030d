package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {
  @Test
  void version_outsideAJar_isDevelopment() {
    assertThat(new Main.Version().getVersion()).containsExactly("bandolier development");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ServeCommand.class, VerifyCommand.class, EvaluateCommand.class, BackupCommand.class,
        SalvageCommand.class, EchoCommand.class, ExplainCommand.class, ExportCommand.class,
        LiftCommand.class, CandidatesCommand.class
      })
  void help_namesNoDefault_whereThereIsNone(Class<?> command) {
    assertThat(new CommandLine(command).getUsageMessage().lines())
        .noneMatch(line -> line.matches("\\s*Default:\\s*(\\[\\])?\\s*"));
  }
}
