package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {
  @Test
  void version_outsideAJar_isDevelopment() {
    assertThat(new Main.Version().getVersion()).containsExactly("bandolier development");
  }
}
