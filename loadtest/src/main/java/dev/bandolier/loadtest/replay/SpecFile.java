package dev.bandolier.loadtest.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a spec is kept, so that its data is found: a file, or one of those inside this program.
 *
 * @param text the YAML
 * @param folder the spec's folder; null: inside this program
 */
record SpecFile(String text, @Nullable Path folder) {
  private static final String SHIPPED = "/specs/";

  /**
   * The file of that name, or else the shipped spec of that name.
   *
   * @throws SpecException where there is neither
   */
  static SpecFile find(String name) throws IOException {
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return new SpecFile(Files.readString(file), file.toAbsolutePath().getParent());
    }
    try (InputStream shipped = shipped(name.endsWith(".yaml") ? name : name + ".yaml")) {
      if (shipped == null) {
        throw new SpecException("--spec: no file and no shipped spec '" + name + "'");
      }
      return new SpecFile(new String(shipped.readAllBytes(), StandardCharsets.UTF_8), null);
    }
  }

  /**
   * The data file: in the data folder where one is given, else beside the spec.
   *
   * @throws SpecException where it is in neither
   */
  Table read(String file, @Nullable Path data) throws IOException {
    try (InputStream in = open(file, data)) {
      return TableReader.read(file, in);
    }
  }

  private InputStream open(String file, @Nullable Path data) throws IOException {
    if (data != null && Files.isRegularFile(data.resolve(file))) {
      return Files.newInputStream(data.resolve(file));
    }
    if (folder != null && Files.isRegularFile(folder.resolve(file))) {
      return Files.newInputStream(folder.resolve(file));
    }
    InputStream shipped = folder == null ? shipped(file) : null;
    if (shipped == null) {
      throw SpecException.at("file", "no '" + file + "' " + searched(data));
    }
    return shipped;
  }

  private String searched(@Nullable Path data) {
    String beside = folder == null ? "among the shipped specs" : "in " + folder;
    return data == null
        ? beside + " (--data names another folder)"
        : "in " + data + " or " + beside;
  }

  private static @Nullable InputStream shipped(String name) {
    return SpecFile.class.getResourceAsStream(SHIPPED + name);
  }
}
