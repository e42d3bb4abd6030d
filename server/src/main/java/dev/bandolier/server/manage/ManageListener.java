package dev.bandolier.server.manage;

import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.v1.Snapshot;

/** Hears of changed campaigns. Called on the callers' threads. */
public interface ManageListener {

  /** Hears nothing. */
  ManageListener NONE = new ManageListener() {};

  /** A change took effect. */
  default void changed(Change change, String campaign, long revision, long position) {}

  /** A snapshot is on disk, taken or imported. */
  default void snapshotTaken(Snapshot snapshot) {}

  /** A snapshot was given up. */
  default void snapshotDeleted(Snapshot snapshot) {}

  /** A campaign's posteriors returned to a snapshot, but for what was folded again without some decisions. */
  default void rolledBack(
      String campaign, String snapshot, RolledBack fact, long position, long excludedDecisions) {}
}
