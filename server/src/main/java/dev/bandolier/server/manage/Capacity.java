package dev.bandolier.server.manage;

import org.jspecify.annotations.Nullable;

/** Tells whether a campaign fits into the arms' memory. */
@FunctionalInterface
public interface Capacity {

  /**
   * Looks whether there is room.
   *
   * @param wanted the campaign as it shall be
   * @param before the campaign as it is; null for a new one
   * @return what is missing, with the formula of the size; null if it fits
   */
  @Nullable String refuse(
      dev.bandolier.v1.Campaign wanted, dev.bandolier.server.campaign.@Nullable Campaign before);
}
