package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is started again and again, and over which directory, as command-line options. */
public final class HomeOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Empty or new; the server's data and log are kept there (default: a temporary folder).")
  private @Nullable Path data;

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "The server (default: server/target/bandolier.jar beside loadtest).")
  private @Nullable Path serverJar;

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description = "One more option for serve, as in --server-option=--x=1.")
  private List<String> serverOptions = List.of();

  /** For the command line. */
  public HomeOptions() {}

  /**
   * The folder that the options name, or a temporary one.
   *
   * @throws TargetException where it is not empty
   */
  public WorkFolder folder() throws IOException {
    return data != null ? WorkFolder.named(data) : WorkFolder.temporary();
  }

  /**
   * The server over a folder.
   *
   * @param options of {@code serve}; what the command line adds comes after them
   * @throws TargetException where there is no such jar
   */
  public Home home(WorkFolder folder, List<String> options) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(serverOptions);
    Path jar = serverJar != null ? serverJar : TargetOptions.besideUs();
    if (!Files.isRegularFile(jar)) {
      throw new TargetException(jar + " is no server's jar; --server-jar names one");
    }
    return new Home(jar.toAbsolutePath(), folder.path(), all);
  }
}
