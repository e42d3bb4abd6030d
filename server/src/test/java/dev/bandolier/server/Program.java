package dev.bandolier.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real jar as a child process, with its output in files. */
final class Program implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;
  private static final long STEP_MILLIS = 50;

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code java JVM... -jar bandolier.jar ARGUMENTS...}. */
  static Program start(Path scratch, List<String> jvm, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ServerJvm.java());
    command.addAll(ServerJvm.quickFlags());
    command.add("-Djava.io.tmpdir=" + scratch);
    command.addAll(jvm);
    command.addAll(List.of("-jar", ServerJvm.jar().toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(scratch, "program", ".out");
    Path err = Files.createTempFile(scratch, "program", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Program(process, out, err);
  }

  /** Waits for its end and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
    }
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits for the port file and reads it. */
  Map<String, Integer> ports(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(file)) {
      boolean ended = process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS);
      if (ended && !Files.exists(file) || System.nanoTime() > end) {
        throw new AssertionError("no port file; it said: " + err());
      }
    }
    Map<String, Integer> ports = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      ports.put(line.substring(0, equals), Integer.valueOf(line.substring(equals + 1)));
    }
    return ports;
  }

  /** Asks it to stop (SIGTERM). */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once (SIGKILL) and waits for that. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
