package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The server's jar as a child process: free ports of the loopback, data and output in a temporary
 * folder that goes with it. It ends with {@link #close}, or with this process, also on Ctrl-C.
 */
public final class ServerProcess implements Target {
  private static final String OUTCOME_DURABILITY = "--outcome-durability";
  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 20;
  private static final long POLL_MILLIS = 20;
  private static final long DEATH_MILLIS = 2000;
  private static final int LAST_LINES = 40;

  /** How the names of HotSpot's compiler threads begin. */
  private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

  private final Process process;
  private final Path folder;
  private String address = "";

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "server-stop"));
  }

  /**
   * Starts the jar's {@code serve} and waits until it takes calls. Outcomes are acknowledged before they
   * are on the disk, unless an option says otherwise: nothing is kept of them.
   *
   * @param options more options of {@code serve}
   * @throws TargetException where it does not start; the message ends with its output
   */
  public static ServerProcess start(Path jar, List<String> options) throws IOException {
    return start(jar, List.of(), options);
  }

  /** As {@link #start(Path, List)}, with these flags of the JVM. */
  public static ServerProcess start(Path jar, List<String> flags, List<String> options)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    if (options.stream().noneMatch(option -> option.startsWith(OUTCOME_DURABILITY))) {
      all.add(OUTCOME_DURABILITY + "=process");
    }
    return serve(jar, flags, all);
  }

  /**
   * Starts {@code serve} with these flags of the JVM, and with these options beside those that say where,
   * as {@link #start} does.
   */
  public static ServerProcess serve(Path jar, List<String> flags, List<String> options)
      throws IOException {
    return launch(jar, flags, folder -> serving(folder, options));
  }

  /** Starts the jar's {@code echo} on a free port, as {@link #serve} does. */
  public static ServerProcess echo(Path jar, List<String> flags, List<String> options)
      throws IOException {
    return launch(jar, flags, folder -> echoing(folder, options));
  }

  private static ServerProcess launch(
      Path jar, List<String> flags, Function<Path, List<String>> arguments) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new TargetException(jar + " is no server's jar; --server-jar or --target names one");
    }
    Path folder = Files.createTempDirectory("bandolier-loadtest");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments.apply(folder));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output(folder).toFile())
            .start();
    ServerProcess server = new ServerProcess(process, folder);
    server.awaitPorts();
    return server;
  }

  private static List<String> serving(Path folder, List<String> options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of("--port-file", portFile(folder).toString()));
    arguments.addAll(options);
    return arguments;
  }

  private static List<String> echoing(Path folder, List<String> options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("echo", "--port", "0"));
    arguments.addAll(List.of("--port-file", portFile(folder).toString()));
    arguments.addAll(options);
    return arguments;
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

  /**
   * Where the process has ended, says so.
   *
   * @param broken what came of it, if it has
   * @throws TargetException if it has ended, with its exit code and its output's end
   */
  public void requireAlive(RuntimeException broken) throws TargetException, InterruptedException {
    if (process.waitFor(DEATH_MILLIS, TimeUnit.MILLISECONDS)) {
      TargetException ended =
          failure(
              "at %s ended amid the measurement with exit code %d; what was measured so far is lost, start again. It said last"
                  .formatted(address, process.exitValue()));
      ended.addSuppressed(broken);
      throw ended;
    }
  }

  /** What its process has used of all processors so far, in its own code and in the kernel's. */
  public Duration cpuTime() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("this system does not say what CPU it takes"));
  }

  /**
   * What its virtual machine's compilers have used of all processors so far, a part of {@link #cpuTime};
   * empty where the system does not say so of single threads.
   */
  public Optional<Duration> compilerTime() {
    return ThreadTimes.of(process.pid()).startingWith(COMPILERS);
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
