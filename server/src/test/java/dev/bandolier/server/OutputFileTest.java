package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFileTest {

  @TempDir private Path folder;

  private static void write(Path target, String text, boolean whole) throws IOException {
    try (OutputFile output = OutputFile.of(target)) {
      Files.writeString(output.draft(), text);
      if (whole) {
        output.keep();
      }
    }
  }

  @Test
  void file_appearsWhenItIsWhole_andLeavesNothingWhereItIsNot() throws Exception {
    Path target = folder.resolve("found.json");
    write(target, "half", false);
    assertThat(folder).isEmptyDirectory();
    write(target, "one", true);
    write(target, "tw", false);
    assertThat(target).hasContent("one");
    write(target, "two", true);
    assertThat(target).hasContent("two");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void link_staysOne_andItsFileIsReplaced() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    write(link, "after", true);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("after");
  }

  @Test
  void device_isNeverReplaced() throws Exception {
    Path device = Path.of("/dev/null");
    try (OutputFile output = OutputFile.of(device)) {
      assertThat(output.draft()).isEqualTo(device);
      output.keep();
    }
    assertThat(Files.isRegularFile(device)).isFalse();
    assertThat(device).exists();
  }
}
