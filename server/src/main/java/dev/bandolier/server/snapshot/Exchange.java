package dev.bandolier.server.snapshot;

import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.io.InputStream;

/**
 * Carries snapshots from one server to another, in the form of the contract's {@code SnapshotExport}:
 * arms by their ids, a vector's entries by what they stand for. Any thread; blocks.
 */
public interface Exchange {

  /**
   * A snapshot's posteriors.
   *
   * @throws IOException if the snapshot's file cannot be read
   */
  InputStream export(int campaign, Snapshot snapshot) throws IOException;

  /** Gets ready to take in what was exported elsewhere, for a campaign. */
  Incoming receive(int campaign) throws IOException;
}
