package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * An import that has an id has begun, or has come to its end: from then on nothing is imported under that id.
 *
 * @param campaign the campaign's uid
 * @param importId the import's own id
 * @param ended whether it has come to its end; else it has begun
 * @param decisions how many it had; 0 at its beginning
 * @param taught how many of them teach
 */
public record ImportMarked(
    int campaign, String importId, boolean ended, long decisions, long taught) implements Fact {

  /** An import begins. */
  public static ImportMarked begun(int campaign, String importId) {
    return new ImportMarked(campaign, importId, false, 0, 0);
  }

  @Override
  public byte type() {
    return FactType.IMPORT_MARKED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target).putInt(campaign).putInt(ended ? 1 : 0);
    target.putLong(decisions).putLong(taught);
    Encoding.putString(target, importId);
  }

  static ImportMarked read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    boolean ended = source.getInt() == 1;
    long decisions = source.getLong();
    long taught = source.getLong();
    return new ImportMarked(campaign, Encoding.getString(source), ended, decisions, taught);
  }
}
