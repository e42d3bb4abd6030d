package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, salvage and what serve says when it refuses, on servers in this process. */
final class BackupCommandTest {

  @TempDir private Path folder;
  private String output = "";

  private Path data() {
    return folder.resolve("data");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  private int run(Callable<Integer> command, Path data, String... more) {
    List<String> all = new ArrayList<>(List.of("--data", data.toString()));
    all.addAll(List.of(more));
    CommandRun run = CommandRun.of(command, all);
    output = run.output();
    return run.code();
  }

  private int verify(Path data) {
    return run(new VerifyCommand(), data, "--memory", "16M", "--ledger-memory", "64M");
  }

  private List<Path> journalFiles() {
    try (Stream<Path> files = Files.list(data().resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void backupOfARunningServer_isVerified_andServed() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      assertThat(run(new BackupCommand(), data(), "--to", copy().toString())).as(output).isZero();
      assertThat(output).contains("every record checked", "unit-secret", "bandolier verify --data");
      server.traffic(30, 40);
    }
    assertThat(verify(copy())).as(output).isZero();
    assertThat(output).contains("30 ledger entries");
    try (SampleServer restored = SampleServer.start(copy()).traffic(30, 50)) {
      assertThat(restored.server().port()).isPositive();
    }
    assertThat(verify(copy())).as(output).isZero();
    assertThat(output).contains("50 ledger entries");
    assertThat(Files.getPosixFilePermissions(copy().resolve("unit-secret"))).hasSize(2);
  }

  @Test
  void plainCopyOfARunningServer_isVerified() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 30)) {
      try (Stream<Path> files = Files.walk(data())) {
        for (Path file : files.toList()) {
          Files.copy(file, copy().resolve(data().relativize(file)));
          server.traffic(30, 31);
        }
      }
    }
    assertThat(verify(copy())).as(output).isZero();
  }

  @Test
  void targetThatIsNotEmpty_isRefused() throws Exception {
    SampleServer.start(data()).close();
    Files.createDirectories(copy());
    Files.writeString(copy().resolve("precious"), "x");
    assertThat(run(new BackupCommand(), data(), "--to", copy().toString())).isEqualTo(1);
    assertThat(output).contains("not empty");
    assertThat(run(new SalvageCommand(), data(), "--to", copy().toString())).isEqualTo(1);
    assertThat(copy().resolve("precious")).hasContent("x");
  }

  @Test
  void damagedJournal_isRefused_withFilePositionAndWayOut_andSalvaged() throws Exception {
    try (SampleServer server = SampleServer.start(data()).traffic(0, 60)) {
      assertThat(server.server().port()).isPositive();
    }
    Path journal = journalFiles().get(0);
    byte[] bytes = Files.readAllBytes(journal);
    long last = flipSomewhere(bytes);
    Files.write(journal, bytes);
    unmarkClean();

    String refusal = refusal();
    assertThat(refusal)
        .contains(journal.getFileName().toString(), "is damaged at position")
        .contains("bandolier salvage --data " + data());
    assertThat(run(new BackupCommand(), data(), "--to", copy().toString())).isEqualTo(1);
    assertThat(output).contains("is damaged at position", "bandolier salvage");
    assertThat(copy()).isEmptyDirectory();

    assertThat(run(new SalvageCommand(), data(), "--to", copy().toString())).as(output).isZero();
    assertThat(output).contains("lost      at least 1 facts", journal.getFileName().toString());
    assertThat(last).isPositive();
    assertThat(Files.readAllBytes(journal)).isEqualTo(bytes);
    try (SampleServer saved = SampleServer.start(copy()).traffic(60, 80)) {
      assertThat(saved.server().campaigns().size()).isEqualTo(1);
    }
    assertThat(verify(copy())).as(output).isZero();
  }

  @Test
  void salvagedJournal_withASnapshotFromBehindTheLoss_isServed_andKeepsTheSnapshot()
      throws Exception {
    long end;
    try (SampleServer server = SampleServer.start(data()).traffic(0, 60)) {
      end = server.server().journalPosition();
      server.take("before");
    }
    Path journal = journalFiles().get(0);
    byte[] bytes = Files.readAllBytes(journal);
    bytes[(int) end / 2] ^= 4;
    Files.write(journal, bytes);

    assertThat(run(new SalvageCommand(), data(), "--to", copy().toString())).as(output).isZero();
    try (SampleServer saved = SampleServer.start(copy())) {
      assertThat(saved.server().campaigns().size()).isEqualTo(1);
      saved.take("after");
    }
    assertThat(copy().resolve("snapshots/salvaged")).isRegularFile();
    assertThat(verify(copy())).as(output).isZero();

    Files.delete(copy().resolve("snapshots/salvaged"));
    assertThat(run(new VerifyCommand(), copy(), "--memory", "16M", "--ledger-memory", "64M"))
        .isEqualTo(2);
    assertThat(output).contains("has the digest").doesNotContain("\tat ");
  }

  /** In the middle of what was written. */
  private static long flipSomewhere(byte[] bytes) {
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    bytes[end / 2] ^= 4;
    return end / 2;
  }

  /** The store is thrown away, so that the journal is read from its beginning. */
  private void unmarkClean() throws IOException {
    for (String derived : List.of("store", "catalog")) {
      try (Stream<Path> files = Files.list(data().resolve(derived))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private String refusal() throws IOException {
    try (SampleServer server = SampleServer.start(data())) {
      return "started on port " + server.server().port();
    } catch (StartException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
