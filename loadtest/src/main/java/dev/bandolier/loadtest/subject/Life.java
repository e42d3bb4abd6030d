package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One life of the server: the real jar as a child process over a directory that outlives it. Made and
 * ended by one thread.
 */
public final class Life implements AutoCloseable {
  private static final long START_SECONDS = 180;
  private static final long STOP_SECONDS = 60;
  private static final long POLL_MILLIS = 5;
  private static final int LAST_LINES = 40;

  /** The status of a virtual machine that SIGTERM ended. */
  private static final int TERMINATED = 143;

  private final Process process;
  private final Home home;
  private final long started;

  private Life(Process process, Home home, long started) {
    this.process = process;
    this.home = home;
    this.started = started;
  }

  /**
   * Starts the server and waits for nothing.
   *
   * @param jvm options of the virtual machine
   */
  public static Life launch(Home home, List<String> jvm) throws IOException {
    Files.deleteIfExists(home.ports());
    List<String> command = home.java(jvm, "serve", "--listen", "127.0.0.1:0", "--http");
    command.addAll(List.of("127.0.0.1:0", "--data", home.data().toString()));
    command.addAll(List.of("--port-file", home.ports().toString()));
    command.addAll(home.options());
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.output().toFile()))
            .start();
    Life life = new Life(process, home, started);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "life-stop"));
    return life;
  }

  /**
   * Waits until it takes calls.
   *
   * @return its address, or empty where it ended before
   * @throws TargetException where it is not ready in time
   */
  public String awaitReady() throws IOException, InterruptedException {
    String address = "";
    while (address.isEmpty()) {
      boolean ended = endsWithin(POLL_MILLIS);
      address = PortFile.address(home.ports());
      if (address.isEmpty() && ended) {
        return "";
      }
      if (age() > TimeUnit.SECONDS.toMillis(START_SECONDS)) {
        throw failure("was not ready in time");
      }
    }
    return address;
  }

  /**
   * Waits until it takes calls.
   *
   * @return its address
   * @throws TargetException where it ends before, or is not ready in time
   */
  public String requireReady() throws IOException, InterruptedException {
    String address = awaitReady();
    if (address.isEmpty()) {
      throw failure("ended before it was ready, with status " + status());
    }
    return address;
  }

  /** Milliseconds since its process was started. */
  public long age() {
    return (System.nanoTime() - started) / 1_000_000;
  }

  /** Waits so long for its end; whether it has ended. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** The status that it ended with. */
  public int status() {
    return process.exitValue();
  }

  /** Kills it with SIGKILL and waits until it is gone. */
  public void kill() throws IOException, InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /**
   * Asks it to stop and waits until it has.
   *
   * @throws TargetException where it fails to
   */
  public void stop() throws IOException, InterruptedException {
    process.destroy();
    awaitEnd();
    if (process.exitValue() != 0 && process.exitValue() != TERMINATED) {
      throw failure("stopped with status " + process.exitValue());
    }
  }

  private void awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw failure("does not end");
    }
  }

  /** What went wrong, with what it printed last. */
  public TargetException failure(String what) throws IOException {
    List<String> lines = Files.readString(home.output(), StandardCharsets.UTF_8).lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    return new TargetException("the server " + what + ":\n" + String.join("\n", last));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
