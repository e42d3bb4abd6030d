package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Stands in for the server's main class: says that it is ready, or fails, as it is told. */
public final class StandIn {
  private StandIn() {}

  /** Waits for its end once it is ready. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> options = Arrays.asList(args);
    if (options.contains("--fail")) {
      System.err.println("the port is in use");
      System.exit(3);
    }
    Path data = Files.createDirectories(Path.of(after(options, "--data")));
    Files.writeString(data.resolve("journal"), String.join(" ", options));
    System.out.println("ready in " + data);
    Files.writeString(Path.of(after(options, "--port-file")), "grpc=7070\nhttp=7071\n");
    Thread.currentThread().join();
  }

  private static String after(List<String> options, String name) {
    return options.get(options.indexOf(name) + 1);
  }
}
