package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ServerConfigTest {

  @Test
  void defaults_listenOnLoopbackAndKeepOutcomesThroughAPowerLoss() {
    ServerConfig config = config();
    assertThat(config.listen()).isEqualTo(new Address("127.0.0.1", 7070));
    assertThat(config.http()).isEqualTo(new Address("127.0.0.1", 7071));
    assertThat(config.data()).hasToString("bandolier-data");
    assertThat(config.outcomeDurability()).hasToString("POWER");
    assertThat(config.ledgerCapacity()).isEqualTo(1_000_000);
    assertThat(config.learningLag()).isEqualTo(1_000_000);
    assertThat(config.dimensionLimit()).isEqualTo(512);
    assertThat(config.tls()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "--listen, localhost, --listen localhost: expected HOST:PORT",
    "--listen, localhost:70707, --listen localhost:70707: expected HOST:PORT",
    "--listen, 0.0.0.0:0, --insecure",
    "--http, 0.0.0.0:0, --insecure",
    "--ledger-capacity, 999, --ledger-capacity",
    "--ledger-capacity, 33554433, --ledger-capacity",
    "--learning-lag, 999, --learning-lag",
    "--memory, 1000, --memory",
    "--memory, lots, --memory lots: expected a size such as 64M",
    "--ledger-memory, 1K, --ledger-memory",
    "--dimension-limit, 0, --dimension-limit",
    "--dimension-limit, 1001, --dimension-limit",
    "--journal-segment, 1K, --journal-segment",
    "--journal-segment, 2G, --journal-segment",
    "--outcome-durability, none, process or power",
    "--tls-cert, cert.pem, --tls-key",
  })
  void aBadValue_isRefusedByName(String option, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(option, value))
        .withMessageContaining(message);
  }

  @Test
  void anOpenAddress_withInsecure_isTaken() {
    assertThat(config("--listen", "0.0.0.0:1", "--insecure").listen().port()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "17, 17",
    "2k, 2048",
    "64M, 67108864",
    "64MiB, 67108864",
    "2G, 2147483648",
    "1T, 1099511627776"
  })
  void aSize_isReadInPowersOf1024(String text, long bytes) {
    assertThat(ByteSize.parse("--memory", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5G", "G", "1P", "9999999T"})
  void whatIsNoSize_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse("--memory", text))
        .withMessageStartingWith("--memory " + text + ": expected a size");
  }

  @ParameterizedTest
  @CsvSource({"localhost:1, true", "'[::1]:1', true", "0.0.0.0:1, false", "no.such.host.:1, false"})
  void anAddress_knowsWhetherItIsLoopback(String text, boolean loopback) {
    assertThat(Address.parse("--listen", text).isLoopback()).isEqualTo(loopback);
  }

  @Test
  void anAddressOfTheSixthVersion_isWrittenInBrackets() {
    assertThat(Address.parse("--listen", "[::1]:7070")).hasToString("[::1]:7070");
  }

  private static ServerConfig config(String... options) {
    ServeCommand command = new ServeCommand();
    new CommandLine(command).parseArgs(options);
    return command.config();
  }
}
