package dev.bandolier.server;

import dev.bandolier.server.failpoint.Failpoint;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.rpc.GrpcServerConfig.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(
    name = "serve",
    description = "Runs the server until it is told to stop (Ctrl-C, SIGTERM).",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {

  @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where gRPC listens.")
  private String listen = "127.0.0.1:7070";

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where /metrics, /healthz and /readyz listen.")
  private String http = "127.0.0.1:7071";

  @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept.")
  private Path data = Path.of("bandolier-data");

  @Option(
      names = "--campaign",
      paramLabel = "FILE.yaml",
      showDefaultValue = Help.Visibility.NEVER,
      description = "A campaign to make, or to update, at the start. May be repeated.")
  private List<Path> campaigns = new ArrayList<>();

  @Option(
      names = "--decision-durability",
      paramLabel = "process|power",
      description =
          "What a decision survives before it is answered: the process's death, or a power loss.")
  private String decisionDurability = "process";

  @Option(
      names = "--outcome-durability",
      paramLabel = "process|power",
      description =
          "The same for outcomes, before they are acknowledged; a campaign may say otherwise.")
  private String outcomeDurability = "power";

  @Option(
      names = "--ledger-capacity",
      paramLabel = "N",
      description = "Decisions that are remembered at most: rate x (window + remember).")
  private int ledgerCapacity = 1_000_000;

  @Option(
      names = "--learning-lag",
      paramLabel = "N",
      description =
          "Facts that are recorded and not learned yet, above which outcomes are refused until half"
              + " of them are left.")
  private long learningLag = 1_000_000;

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory for posteriors.")
  private String memory = "1G";

  @Option(
      names = "--ledger-memory",
      paramLabel = "SIZE",
      description = "Memory for the ledger and the statistics; a decision takes about 400 bytes.")
  private String ledgerMemory = "1G";

  @Option(
      names = "--dimension-limit",
      paramLabel = "N",
      description = "Entries of a slot's vector at most.")
  private int dimensionLimit = 512;

  @Option(
      names = "--journal-segment",
      paramLabel = "SIZE",
      description = "Size of a file of the journal.")
  private String journalSegment = "64M";

  @Option(
      names = "--disk-watermark",
      paramLabel = "SIZE",
      description = "Free space below which outcomes are refused and decisions are untracked.")
  private String diskWatermark = "1G";

  @Mixin private Upkeep upkeep = new Upkeep();

  @Option(names = "--tls-cert", paramLabel = "FILE.pem", description = "Certificate chain.")
  private @Nullable Path tlsCert;

  @Option(names = "--tls-key", paramLabel = "FILE.pem", description = "The certificate's key.")
  private @Nullable Path tlsKey;

  @Option(names = "--insecure", description = "Lets other machines come in without TLS.")
  private boolean insecure;

  @Option(
      names = "--demo",
      description =
          "Plays a mail campaign with a simulated audience, data in a temporary directory.")
  private boolean demo;

  @Option(names = "--demo-seconds", hidden = true, description = "How long the demo plays.")
  private long demoSeconds;

  @Option(
      names = "--list-failpoints",
      hidden = true,
      description = "Names the places at which a test may end the process, and ends.")
  private boolean listFailpoints;

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Written once ready: grpc=PORT and http=PORT.")
  private @Nullable Path portFile;

  @Override
  public Integer call() {
    if (listFailpoints) {
      Failpoint.NAMES.stream().sorted().forEach(System.out::println);
      return 0;
    }
    try (StopSignal stop = StopSignal.install()) {
      if (demo) {
        demo(stop);
      } else {
        serve(stop);
      }
      return 0;
    } catch (StartException | IllegalArgumentException | IOException e) {
      System.err.println("bandolier: " + e.getMessage());
      return 1;
    } catch (UncheckedIOException e) {
      System.err.println("bandolier: " + Objects.requireNonNullElse(e.getCause(), e).getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void serve(StopSignal stop) throws StartException, IOException, InterruptedException {
    try (Service service = Service.start(config())) {
      writePortFile(service.port(), service.httpPort());
      stop.await();
    }
  }

  private void demo(StopSignal stop) throws StartException, IOException, InterruptedException {
    System.out.println("Starting a server over a temporary directory; that takes some seconds.");
    Path directory = Files.createTempDirectory("bandolier-demo");
    try {
      ServerConfig config = config(directory);
      try (Service service = Service.start(config)) {
        writePortFile(service.port(), service.httpPort());
        DemoRun.play(service, config, Duration.ofSeconds(demoSeconds), stop);
      }
    } finally {
      DemoRun.delete(directory);
    }
  }

  /** What the options say; throws {@link IllegalArgumentException} where that makes no sense. */
  ServerConfig config() {
    return config(data);
  }

  private ServerConfig config(Path directory) {
    return new ServerConfig(
        Address.parse("--listen", listen),
        Address.parse("--http", http),
        directory,
        campaigns,
        durability("--decision-durability", decisionDurability),
        durability("--outcome-durability", outcomeDurability),
        ledgerCapacity,
        learningLag,
        ByteSize.parse("--memory", memory),
        ByteSize.parse("--ledger-memory", ledgerMemory),
        dimensionLimit,
        segmentBytes(),
        watermark(),
        upkeep.config(segmentBytes(), watermark()),
        certificate(),
        insecure);
  }

  private int segmentBytes() {
    return (int) Math.min(Integer.MAX_VALUE, ByteSize.parse("--journal-segment", journalSegment));
  }

  private long watermark() {
    return ByteSize.parse("--disk-watermark", diskWatermark);
  }

  private static Durability durability(String option, String word) {
    return switch (word) {
      case "process" -> Durability.PROCESS;
      case "power" -> Durability.POWER;
      default -> throw new IllegalArgumentException(option + ": process or power");
    };
  }

  private @Nullable Certificate certificate() {
    if (tlsCert == null && tlsKey == null) {
      return null;
    }
    if (tlsCert == null || tlsKey == null) {
      throw new IllegalArgumentException("--tls-cert and --tls-key go together");
    }
    return new Certificate(tlsCert, tlsKey);
  }

  private void writePortFile(int grpcPort, int httpPort) throws IOException {
    if (portFile != null) {
      PortFile.write(portFile, "grpc=" + grpcPort + "\nhttp=" + httpPort + "\n");
    }
  }
}
