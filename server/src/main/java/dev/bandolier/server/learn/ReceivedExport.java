package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.snapshot.Incoming;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotExport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;

/** An export on its way in, in a temporary file. One thread at a time. */
final class ReceivedExport implements Incoming {

  private static final long ROOM_FOR_NAMES = 64L << 20;

  private final Path draft;
  private final int campaign;
  private final Supplier<Encoder> encoder;
  private final SnapshotFiles files;
  private final FileChannel channel;
  private final long limit;

  /**
   * Takes the temporary file over.
   *
   * @param encoder tells what the campaign's vectors mean now
   */
  ReceivedExport(Path draft, int campaign, Supplier<Encoder> encoder, SnapshotFiles files)
      throws IOException {
    this.draft = draft;
    this.campaign = campaign;
    this.encoder = encoder;
    this.files = files;
    this.channel = FileChannel.open(draft, StandardOpenOption.WRITE);
    this.limit = ROOM_FOR_NAMES + 2 * ImportFit.bytes(encoder.get());
  }

  @Override
  public boolean add(ByteBuffer chunk) throws IOException {
    if (channel.position() + chunk.remaining() > limit) {
      return false;
    }
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
    return true;
  }

  @Override
  public Finding examine() throws IOException {
    ImportFit fit = new ImportFit(encoder.get());
    try {
      ExportDigest.read(draft, message -> see(fit, message));
    } catch (IOException e) {
      return new Unfit(
          List.of(new Violation("chunk", "an export as it was written: " + e.getMessage())));
    }
    fit.finish();
    List<ValueSeen> values = fit.values();
    return fit.violations().isEmpty()
        ? new Fit(values, fit.unknownArms())
        : new Unfit(fit.violations());
  }

  private static void see(ImportFit fit, SnapshotExport message) {
    if (message.hasHeader()) {
      fit.header(message.getHeader());
    } else if (message.hasArm()) {
      fit.arm(message.getArm());
    }
  }

  @Override
  public Snapshot keep(String name) throws IOException {
    try (ImportWriter writer = new ImportWriter(files, campaign, encoder.get(), name)) {
      ExportDigest.read(draft, writer::add);
      return writer.finish();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(draft);
  }
}
