package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * What another server's campaign has learned is kept under a name. The snapshot is called by this
 * fact's position from then on; its file was there before.
 *
 * @param campaign the campaign's uid
 * @param name the snapshot's name
 * @param digest of its content, in hexadecimal, which names its file
 */
public record SnapshotImported(int campaign, String name, String digest) implements SnapshotFact {

  @Override
  public byte type() {
    return FactType.SNAPSHOT_IMPORTED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign);
    Encoding.putString(target, name);
    Encoding.putString(target, digest);
  }

  static SnapshotImported read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    return new SnapshotImported(campaign, Encoding.getString(source), Encoding.getString(source));
  }
}
