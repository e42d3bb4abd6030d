package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * What a campaign has learned from all facts up to this one is kept under a name. The snapshot is
 * called by this fact's position from then on.
 *
 * @param campaign the campaign's uid
 * @param name the snapshot's name
 * @param scheduled whether nobody asked for it but the campaign's schedule
 */
public record SnapshotTaken(int campaign, String name, boolean scheduled) implements SnapshotFact {

  @Override
  public byte type() {
    return FactType.SNAPSHOT_TAKEN;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(scheduled ? 1 : 0);
    Encoding.putString(target, name);
  }

  static SnapshotTaken read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    boolean scheduled = source.getInt() == 1;
    return new SnapshotTaken(campaign, Encoding.getString(source), scheduled);
  }
}
