package dev.bandolier.server;

import dev.bandolier.server.demo.Demo;
import dev.bandolier.server.demo.Stage;
import dev.bandolier.server.rpc.Rooms;
import dev.bandolier.v1.Campaign;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** {@code serve --demo}: a server over a temporary directory, and a play for the terminal. */
final class DemoRun {

  private static final String CAMPAIGN = "/spring-mail.yaml";

  private DemoRun() {}

  /** The sample campaign. */
  static Campaign campaign() throws IOException {
    try (InputStream file = Objects.requireNonNull(DemoRun.class.getResourceAsStream(CAMPAIGN))) {
      String yaml = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return CampaignFile.parse(yaml, CAMPAIGN);
    } catch (CampaignFileException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Plays until asked to stop, or for so long; zero for no end. */
  static void play(Service service, ServerConfig config, Duration longest, StopSignal stop)
      throws IOException, InterruptedException {
    Rooms rooms = service.server().rooms();
    Stage stage =
        new Stage(
            service.server().campaigns(),
            rooms.management(),
            rooms.decider(),
            rooms.feedback(),
            rooms.statistics());
    String where =
        "gRPC %s   web http://%s/metrics"
            .formatted(config.listen().at(service.port()), config.http().at(service.httpPort()));
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    new Demo(stage, campaign(), new SplittableRandom(), System::nanoTime)
        .run(out, where, Terminal.rows(), Terminal.isUnicode(), longest, stop::await);
  }

  /** Deletes a directory and all that is in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
