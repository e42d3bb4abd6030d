package dev.bandolier.server.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailpointTest {

  /** Passes one place as often as it is told, in a process of its own. */
  static final class Passer {
    public static void main(String[] arguments) {
      for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
        Failpoint.pass("ledger.staged");
        Failpoint.pass("expiry.step");
      }
    }
  }

  private static int pass(String passes, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Passer.class.getName(), passes));
    return start(command).waitFor();
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).inheritIO().start();
  }

  @Test
  void armedPlace_haltsTheProcessAtItsTurn() throws Exception {
    assertThat(pass("3", "-Dbandolier.failpoint=expiry.step:3")).isEqualTo(Failpoint.STATUS);
    assertThat(pass("2", "-Dbandolier.failpoint=expiry.step:3")).isZero();
    assertThat(pass("1", "-Dbandolier.failpoint=ledger.staged")).isEqualTo(Failpoint.STATUS);
  }

  @Test
  void placeThatIsNotArmed_isPassed() throws Exception {
    assertThat(pass("100")).isZero();
    assertThat(pass("100", "-Dbandolier.failpoint=store.block.before")).isZero();
  }

  @Test
  void setting_withoutANumber_meansTheFirstPass() {
    assertThat(Failpoint.passes("ledger.staged")).isEqualTo(1);
    assertThat(Failpoint.passes("ledger.staged:40")).isEqualTo(40);
  }

  @Test
  void setting_thatNamesNoPlaceOrNoPass_isRefused() {
    for (String setting : List.of("ledger", "ledger.staged:0", "ledger.staged:x", "a:1", ":1")) {
      assertThatThrownBy(() -> Failpoint.passes(setting))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(setting);
    }
  }
}
