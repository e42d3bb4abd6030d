package dev.bandolier.server.learn;

import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.snapshot.Exchange;
import dev.bandolier.server.snapshot.Incoming;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionException;

/**
 * Exports and imports snapshots, by temporary files beside them. Any thread; waits for the learner,
 * which says what a campaign's vectors mean.
 */
public final class SnapshotExchange implements Exchange {

  /** The beginning of the temporary files' names. */
  static final String PREFIX = "exchange-";

  private final Learner learner;
  private final SnapshotShelf shelf;

  /** Exchanges what the shelf keeps. */
  public SnapshotExchange(Learner learner, SnapshotShelf shelf) {
    this.learner = learner;
    this.shelf = shelf;
  }

  @Override
  public InputStream export(int campaign, Snapshot snapshot) throws IOException {
    Path draft = Files.createTempFile(shelf.directory(), PREFIX, "");
    try {
      try (OutputStream target = Files.newOutputStream(draft)) {
        new ExportWriter(encoder(campaign), snapshot).write(shelf.file(campaign, snapshot), target);
      }
      return Files.newInputStream(draft, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  @Override
  public Incoming receive(int campaign) throws IOException {
    return new ReceivedExport(
        Files.createTempFile(shelf.directory(), PREFIX, ""),
        campaign,
        () -> encoder(campaign),
        shelf.files());
  }

  private Encoder encoder(int campaign) {
    try {
      return learner.ask(() -> encoderOf(campaign)).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the learner does not answer", e.getCause());
    }
  }

  private Encoder encoderOf(int campaign) {
    CampaignState state = learner.books().campaign(campaign);
    if (state == null) {
      throw new IllegalStateException("the campaign was deleted meanwhile");
    }
    return state.encoder();
  }
}
