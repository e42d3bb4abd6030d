package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Refusal;

/**
 * What has become of a wish about snapshots.
 *
 * @param <T> what there is to say where it was done
 */
public sealed interface SnapshotOutcome<T> {

  /**
   * It was done, or would be.
   *
   * @param <T> see there
   * @param value what there is to say
   */
  record Done<T>(T value) implements SnapshotOutcome<T> {}

  /**
   * Nothing was done.
   *
   * @param <T> see there
   * @param refusal why
   */
  record Refused<T>(Refusal refusal) implements SnapshotOutcome<T> {}
}
