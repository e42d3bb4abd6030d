package dev.bandolier.server.learn;

import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.SnapshotTaken;
import java.nio.file.Path;

/** For folding that is never given such facts. */
final class NoSnapshots implements SnapshotDesk {

  @Override
  public void taken(CampaignState state, SnapshotTaken fact, long position, long time) {
    throw unexpected(fact);
  }

  @Override
  public void imported(CampaignState state, SnapshotImported fact, long position, long time) {
    throw unexpected(fact);
  }

  @Override
  public void deleted(SnapshotDeleted fact) {
    throw unexpected(fact);
  }

  @Override
  public void withdrawn(int campaign) {
    // it has none
  }

  @Override
  public void reset(int campaign, String slot, long position) {
    // only who asks for a rollback is told
  }

  @Override
  public void rolledBack(RolledBack fact, long position) {
    throw unexpected(fact);
  }

  @Override
  public void note(Fact fact, long position, long time) {
    // of what was folded elsewhere
  }

  @Override
  public boolean standsOnLostChange(RolledBack fact) {
    throw unexpected(fact);
  }

  @Override
  public Path file(RolledBack fact) {
    throw unexpected(fact);
  }

  @Override
  public Refold refolded(RolledBack fact, long position) {
    throw unexpected(fact);
  }

  @Override
  public void release(Refold refold) {
    throw unexpected(refold.fact());
  }

  private static IllegalStateException unexpected(Fact fact) {
    return new IllegalStateException("nobody keeps snapshots here: " + fact);
  }
}
