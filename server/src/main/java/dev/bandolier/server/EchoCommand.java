package dev.bandolier.server;

import dev.bandolier.server.rpc.EchoServer;
import dev.bandolier.server.rpc.GrpcServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a server that does nothing, to measure what its transport alone costs. */
@Command(
    name = "echo",
    description = {
      "Answers decisions with meaningless bytes, over the transport, threads and limits of serve.",
      "What it reaches is what a server that decides could reach at most."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EchoCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LEAST_BYTES = 5;
  private static final int MOST_ITEMS = 10_000;

  @Option(names = "--port", paramLabel = "P", description = "Of the loopback address.")
  private int port = 7070;

  @Option(
      names = "--response-bytes",
      paramLabel = "N",
      description = "Size of the answer to one decision; in streams and batches its wrapping more.")
  private int responseBytes = 100;

  @Option(
      names = "--batch-items",
      paramLabel = "N",
      description = "How many decisions the answer to a batch holds, whatever was asked.")
  private int batchItems = 100;

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Written once ready: grpc=PORT.")
  private @Nullable Path portFile;

  @Override
  public Integer call() {
    if (responseBytes < LEAST_BYTES || batchItems < 1 || batchItems > MOST_ITEMS) {
      System.err.println("bandolier: --response-bytes counts from 5, --batch-items 1 to 10,000");
      return 1;
    }
    try (StopSignal stop = StopSignal.install()) {
      echo(stop);
      return 0;
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("bandolier: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void echo(StopSignal stop) throws IOException, InterruptedException {
    GrpcServerConfig config = GrpcServerConfig.DEFAULTS.at("127.0.0.1", port);
    EchoServer server = new EchoServer(config, responseBytes, batchItems);
    server.start();
    try {
      System.out.println("echo on 127.0.0.1:" + server.port());
      if (portFile != null) {
        PortFile.write(portFile, "grpc=" + server.port() + "\n");
      }
      stop.await();
    } finally {
      server.stop(PATIENCE);
    }
  }
}
