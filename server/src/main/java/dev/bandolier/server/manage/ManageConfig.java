package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Limits;
import java.time.Duration;

/**
 * How campaigns are managed.
 *
 * @param limits how large campaigns may grow
 * @param patience how long a change waits to be folded and synced; above zero
 */
public record ManageConfig(Limits limits, Duration patience) {

  /** The default limits; half a minute. */
  public static final ManageConfig DEFAULTS =
      new ManageConfig(Limits.DEFAULT, Duration.ofSeconds(30));

  /** Checks the range. */
  public ManageConfig {
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience: above zero, not " + patience);
    }
  }
}
