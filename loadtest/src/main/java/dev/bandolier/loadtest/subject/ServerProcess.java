package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The server's jar as a child process: free ports of the loopback, data and output in a temporary
 * folder that goes with it. It ends with {@link #close}, or with this process, also on Ctrl-C.
 */
public final class ServerProcess implements Target {
  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 20;
  private static final long POLL_MILLIS = 20;
  private static final int LAST_LINES = 40;

  private final Process process;
  private final Path folder;
  private String address = "";

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "server-stop"));
  }

  /**
   * Starts the jar and waits until it takes calls.
   *
   * @param options more options of {@code serve}
   * @throws TargetException where it does not start; the message ends with its output
   */
  public static ServerProcess start(Path jar, List<String> options) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new TargetException(jar + " is no server's jar; --server-jar or --target names one");
    }
    Path folder = Files.createTempDirectory("bandolier-loadtest");
    Process process =
        new ProcessBuilder(command(jar, folder, options))
            .redirectErrorStream(true)
            .redirectOutput(output(folder).toFile())
            .start();
    ServerProcess server = new ServerProcess(process, folder);
    server.awaitPorts();
    return server;
  }

  private static List<String> command(Path jar, Path folder, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString(), "serve"));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    command.addAll(List.of("--port-file", portFile(folder).toString()));
    command.addAll(List.of("--outcome-durability", "process"));
    command.addAll(options);
    return command;
  }

  private void awaitPorts() throws IOException {
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
      while (address.isEmpty()) {
        boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        address = PortFile.address(portFile(folder));
        if (address.isEmpty() && (ended || System.nanoTime() - deadline > 0)) {
          throw failure(ended ? "ended at once" : "was not ready in time");
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw failure("was not waited for");
    }
  }

  private TargetException failure(String what) {
    String words = lastWords();
    close();
    return new TargetException("the server " + what + ":" + System.lineSeparator() + words);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String lastWords() {
    try {
      List<String> lines =
          Files.readString(output(folder), StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      return String.join(System.lineSeparator(), last) + System.lineSeparator();
    } catch (IOException unreadable) {
      return "the server's output cannot be read: " + unreadable + System.lineSeparator();
    }
  }

  /** Asks it to stop, ends it where it does not, and deletes its folder. */
  @Override
  public void close() {
    process.destroy();
    if (!ended()) {
      abandon();
    }
    delete(folder);
  }

  private void abandon() {
    process.destroyForcibly();
    if (ended()) {
      delete(folder);
    }
  }

  private boolean ended() {
    try {
      return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path portFile(Path folder) {
    return folder.resolve("ports");
  }

  private static Path output(Path folder) {
    return folder.resolve("output.txt");
  }

  private static void delete(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException kept) {
      System.err.println(folder + " could not be deleted: " + kept);
    }
  }
}
