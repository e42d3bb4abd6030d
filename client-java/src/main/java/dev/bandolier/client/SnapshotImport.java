package dev.bandolier.client;

import java.util.List;

/**
 * What an import made.
 *
 * @param snapshot the snapshot, on the server's disk
 * @param unknownArms arms of the campaign that the export does not know, as {@code slot/arm}: they start from the prior
 */
public record SnapshotImport(SnapshotInfo snapshot, List<String> unknownArms) {
  /** Copies the list. */
  public SnapshotImport {
    unknownArms = List.copyOf(unknownArms);
  }
}
