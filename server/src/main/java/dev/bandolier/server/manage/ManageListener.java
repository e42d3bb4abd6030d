package dev.bandolier.server.manage;

import dev.bandolier.server.event.CampaignChanged.Change;

/** Hears of changed campaigns. Called on the callers' threads. */
public interface ManageListener {

  /** Hears nothing. */
  ManageListener NONE = new ManageListener() {};

  /** A change took effect. */
  default void changed(Change change, String campaign, long revision, long position) {}
}
