package dev.bandolier.loadtest.load;

import dev.bandolier.client.BandolierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code body}: what other load generators need to ask the server. */
@Command(
    name = "body",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Makes a campaign on a running server, and writes the HTTP/2 body of a Decide call without "
          + "an id, which h2load can send again and again.",
      "The campaign stays."
    })
public final class BodyCommand implements Callable<Integer> {

  private static final int FRAME_BYTES = 5;

  @Option(names = "--target", paramLabel = "HOST:PORT", description = "The server.")
  private String target = "127.0.0.1:7070";

  @Option(names = "--to", paramLabel = "FILE", required = true, description = "The body.")
  private Path file;

  @Option(names = "--campaign", paramLabel = "NAME", description = "The campaign to make.")
  private String campaign = "campaigns/load-body";

  @Option(names = "--arms", paramLabel = "K", description = "Arms of the campaign.")
  private int arms = 10;

  @Option(names = "--window", paramLabel = "S", description = "Seconds that decisions stay open.")
  private long window = 5;

  /** For the command line. */
  public BodyCommand() {}

  /** Exits with 0 when the file is written, with 1 when the server refuses the campaign. */
  @Override
  public Integer call() throws IOException {
    LoadCampaign.Plan plan = new LoadCampaign.Plan(campaign, arms, window, 0);
    try (LoadCampaign made = LoadCampaign.create(target, plan)) {
      Files.write(file, framed(new Questions(made.name(), 0).anonymous().toByteArray()));
      return 0;
    } catch (BandolierException refused) {
      System.err.println(refused.getMessage());
      return 1;
    }
  }

  /** As gRPC frames a message: not compressed, its length, itself. */
  static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(FRAME_BYTES + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }
}
