package dev.bandolier.client;

import java.time.Instant;
import java.util.List;

/**
 * A named copy of what a campaign has learned.
 *
 * @param campaign the campaign's name
 * @param name unique in the campaign
 * @param origin how it came to be
 * @param position the journal position of the last fact that is in it, or at which it was imported
 * @param time that position's time
 * @param revision the campaign's revision at that time
 * @param observations the weight of all that its posteriors have learned; what a part of a decision taught counts 1
 * @param bytes the size of its file
 * @param digest SHA-256 over its content, in hexadecimal
 * @param rollbacks journal positions of the rollbacks to it, for which it cannot be deleted
 */
public record SnapshotInfo(
    String campaign,
    String name,
    Origin origin,
    long position,
    Instant time,
    long revision,
    double observations,
    long bytes,
    String digest,
    List<Long> rollbacks) {
  /** How a snapshot came to be. */
  public enum Origin {
    /** Somebody took it. */
    ON_DEMAND,
    /** By the campaign's {@code snapshot_every}. */
    SCHEDULED,
    /** Another server exported it. It cannot be folded on from. */
    IMPORTED,
    /** In a way that this client does not know. */
    OTHER
  }

  /** Copies the list. */
  public SnapshotInfo {
    rollbacks = List.copyOf(rollbacks);
  }
}
