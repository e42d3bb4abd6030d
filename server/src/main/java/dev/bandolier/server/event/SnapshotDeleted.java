package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * A snapshot was given up.
 *
 * @param campaign the campaign's uid
 * @param snapshot the position of the fact that made it
 */
public record SnapshotDeleted(int campaign, long snapshot) implements SnapshotFact {

  @Override
  public byte type() {
    return FactType.SNAPSHOT_DELETED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putLong(snapshot);
  }

  static SnapshotDeleted read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    return new SnapshotDeleted(source.getInt(), source.getLong());
  }
}
