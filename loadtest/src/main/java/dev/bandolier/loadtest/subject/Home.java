package dev.bandolier.loadtest.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all lives of one server share: the directory that outlives them.
 *
 * @param jar the server's
 * @param folder of the data, the port file and the output
 * @param options more options of {@code serve}
 */
public record Home(Path jar, Path folder, List<String> options) {
  /** Copies the list. */
  public Home {
    options = List.copyOf(options);
  }

  /** The server's data directory. */
  public Path data() {
    return folder.resolve("data");
  }

  Path ports() {
    return folder.resolve("ports");
  }

  /** What all lives have printed. */
  public Path output() {
    return folder.resolve("server.log");
  }

  /** The words of a command of the jar. */
  public List<String> java(List<String> jvm, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(words));
    return command;
  }
}
