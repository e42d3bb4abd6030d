package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the server under test is, as command-line options. */
public final class TargetOptions {
  private static final Path SERVER_JAR = Path.of("server", "target", "bandolier.jar");

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

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /** For the command line. */
  public TargetOptions() {}

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A server that runs already; without it one is started as a child process.")
  void target(String address) {
    if (!address.matches(".+:\\d{1,5}")) {
      throw new ParameterException(
          Objects.requireNonNull(command).commandLine(),
          "--target: '" + address + "' is not HOST:PORT, as in 127.0.0.1:7070");
    }
    target = address;
  }

  /**
   * The running server, or a new one on free ports with its data in a temporary folder.
   *
   * @throws TargetException where it does not start
   */
  public Target open() throws IOException {
    return open(List.of(), List.of());
  }

  /**
   * As {@link #open()}; a new one has these flags of its JVM, and those of these options, each as {@code
   * --name=value}, that the command line does not give.
   */
  public Target open(List<String> flags, List<String> options) throws IOException {
    if (target != null) {
      return new Target.Running(target);
    }
    List<String> all = new ArrayList<>(serverOptions);
    options.stream().filter(option -> !isGiven(option)).forEach(all::add);
    return ServerProcess.start(serverJar != null ? serverJar : besideUs(), flags, all);
  }

  private boolean isGiven(String option) {
    String name = option.substring(0, option.indexOf('='));
    return serverOptions.stream().anyMatch(given -> given.startsWith(name));
  }

  /** Whether the server runs already. */
  public boolean isRunning() {
    return target != null;
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
