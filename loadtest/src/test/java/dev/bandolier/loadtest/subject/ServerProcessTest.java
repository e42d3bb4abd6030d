package dev.bandolier.loadtest.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerProcessTest {
  @TempDir Path folder;
  private Path jar = Path.of("unset");

  @BeforeEach
  void makeJar() throws IOException {
    jar = folder.resolve("server.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
    String entry = StandIn.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream in = StandIn.class.getResourceAsStream("StandIn.class")) {
      out.putNextEntry(new JarEntry(entry));
      out.write(in.readAllBytes());
    }
  }

  @Test
  void server_isReadyWithItsPort_andItsFolderGoesWithIt() throws IOException {
    Path data;
    try (ServerProcess server = ServerProcess.start(jar, List.of())) {
      assertThat(server.address()).isEqualTo("127.0.0.1:7070");
      data = Path.of(server.lastWords().strip().replace("ready in ", ""));
      assertThat(data.resolve("journal")).content().contains("serve --listen 127.0.0.1:0");
    }
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void optionOfOurs_isSaidOnce_alsoWhereACallerSaysIt() throws IOException {
    assertThat(journalled(List.of())).contains("--outcome-durability=process");
    assertThat(journalled(List.of("--outcome-durability=power")))
        .contains("--outcome-durability=power")
        .doesNotContain("process");
  }

  private String journalled(List<String> options) throws IOException {
    try (ServerProcess server = ServerProcess.start(jar, options)) {
      Path data = Path.of(server.lastWords().strip().replace("ready in ", ""));
      return Files.readString(data.resolve("journal"));
    }
  }

  @Test
  void serverThatFails_isReportedWithItsWords() {
    assertThatThrownBy(() -> ServerProcess.start(jar, List.of("--fail")))
        .isInstanceOf(TargetException.class)
        .hasMessageStartingWith("the server ended at once:")
        .hasMessageContaining("the port is in use");
  }

  @Test
  void missingJar_isReported() {
    assertThatThrownBy(() -> ServerProcess.start(folder.resolve("no.jar"), List.of()))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("--server-jar");
  }
}
