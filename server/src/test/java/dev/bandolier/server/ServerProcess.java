package dev.bandolier.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The real jar as a child process, as {@code java -jar} with no flag that it would need: free ports of
 * the loopback, small files. Its data outlives it, so that the next one in the same folder goes on. For
 * one thread.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofMinutes(1);

  /** What is not said otherwise. */
  private static final Map<String, String> SMALL =
      Map.of(
          "--memory", "16M",
          "--ledger-memory", "64M",
          "--ledger-capacity", "100000",
          "--journal-segment", "4M",
          "--disk-watermark", "64M");

  private final Process process;
  private final Path folder;
  private final Properties ports = new Properties();

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts it on the data of this folder and waits until it is ready; fails with its output where it ends before. */
  static ServerProcess start(Path folder, String... options) throws IOException {
    return start(folder, Map.of(), options);
  }

  /** The same with these variables in its environment. */
  static ServerProcess start(Path folder, Map<String, String> environment, String... options)
      throws IOException {
    ServerProcess server = launch(folder, environment, java("serve"), options);
    server.awaitReady();
    return server;
  }

  /** The same with these flags for the JVM, which may be none, instead of those for a short life. */
  static ServerProcess startWith(List<String> flags, Path folder, String... options)
      throws IOException {
    ServerProcess server = launch(folder, Map.of(), java(flags, "serve"), options);
    server.awaitReady();
    return server;
  }

  /** Starts it as the first process of a process space of its own, so that its id is 1 every time. */
  static ServerProcess startAsFirst(Path folder, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
    command.addAll(java("serve"));
    ServerProcess server = launch(folder, Map.of(), command, options);
    server.awaitReady();
    return server;
  }

  /** Starts it on the data of this folder and waits for nothing. */
  static ServerProcess launch(Path folder, String... options) throws IOException {
    return launch(folder, Map.of(), java("serve"), options);
  }

  private static ServerProcess launch(
      Path folder, Map<String, String> environment, List<String> command, String... options)
      throws IOException {
    Files.deleteIfExists(portFile(folder));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    command.addAll(List.of("--data", data(folder).toString()));
    command.addAll(List.of("--port-file", portFile(folder).toString()));
    command.addAll(List.of(options));
    SMALL.forEach(
        (option, value) -> {
          if (!command.contains(option)) {
            command.addAll(List.of(option, value));
          }
        });
    return new ServerProcess(begin(command, environment, output(folder)), folder);
  }

  /** The words of a command line that runs the jar for a short time. */
  static List<String> java(String... arguments) {
    return java(ServerJvm.quickFlags(), arguments);
  }

  private static List<String> java(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ServerJvm.java());
    command.addAll(flags);
    command.addAll(List.of("-jar", ServerJvm.jar().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Process begin(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void awaitReady() {
    Await.until("ready", START, () -> isReady() || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("the server ended before it was ready:\n" + output());
    }
  }

  private boolean isReady() {
    Path file = portFile(folder);
    if (Files.notExists(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      ports.load(in);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where gRPC listens. */
  String target() {
    return "127.0.0.1:" + ports.getProperty("grpc");
  }

  /** Where health and metrics listen. */
  String web() {
    return "http://127.0.0.1:" + ports.getProperty("http");
  }

  /** All that the processes of this folder have printed. */
  String output() {
    try {
      return Files.readString(output(folder), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to stop (SIGTERM) and waits. */
  int stop() {
    process.destroy();
    return ended();
  }

  /** Kills it (SIGKILL) and waits. */
  void kill() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    ended();
    below.forEach(ProcessHandle::destroyForcibly);
    Await.until("all ended", STOP, () -> below.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Kills it once it has run for this long, unless it ended by itself. */
  void killAfter(Duration age) {
    if (!endsWithin(age)) {
      kill();
    }
  }

  private int ended() {
    if (!endsWithin(STOP)) {
      throw new AssertionError("the server does not end:\n" + output());
    }
    return process.exitValue();
  }

  private boolean endsWithin(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a server was to end", e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  /** The data directory of a folder's servers. */
  static Path data(Path folder) {
    return folder.resolve("data");
  }

  private static Path portFile(Path folder) {
    return folder.resolve("ports");
  }

  private static Path output(Path folder) {
    return folder.resolve("output.txt");
  }
}
