package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the server under test is, as command-line options. */
public final class TargetOptions {
  private static final Path SERVER_JAR = Path.of("server", "target", "bandolier.jar");

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A server that runs already; without it one is started as a child process.")
  private @Nullable String target;

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "The server to start (default: server/target/bandolier.jar beside loadtest).")
  private @Nullable Path serverJar;

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description =
          "An option for the started server's serve command, as in --server-option=--x=1.")
  private List<String> serverOptions = List.of();

  /** For the command line. */
  public TargetOptions() {}

  /**
   * The running server, or a new one on free ports with its data in a temporary folder.
   *
   * @throws TargetException where it does not start
   */
  public Target open() throws IOException {
    return target != null
        ? new Target.Running(target)
        : ServerProcess.start(serverJar != null ? serverJar : besideUs(), serverOptions);
  }

  /**
   * The server's jar beside this program, which lies in {@code loadtest/target}, as a jar or as a folder
   * of classes.
   */
  public static Path besideUs() throws IOException {
    try {
      URI code = TargetOptions.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path project = Path.of(code).resolve("../../..").normalize();
      return project.resolve(SERVER_JAR);
    } catch (URISyntaxException strange) {
      throw new IOException("--server-jar is needed here", strange);
    }
  }
}
