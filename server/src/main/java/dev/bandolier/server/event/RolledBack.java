package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * A campaign's posteriors returned to a snapshot.
 *
 * @param campaign the campaign's uid
 * @param snapshot the position of the fact that made the snapshot
 * @param imported whether the snapshot came from another server
 * @param digest of its content, in hexadecimal
 * @param mode what becomes of what was learned since
 * @param excludeFrom with {@link Mode#FOLD_AGAIN}: decisions made from this time on, in epoch
 *     milliseconds, ...
 * @param excludeTo ... and before this one are left out; not above {@code excludeFrom}: none
 */
public record RolledBack(
    int campaign,
    long snapshot,
    boolean imported,
    String digest,
    Mode mode,
    long excludeFrom,
    long excludeTo)
    implements SnapshotFact {

  /** What becomes of what was learned since a snapshot. */
  public enum Mode {
    /** It is left out. */
    LEAVE_OUT(1),
    /** It is folded again, without the decisions of a period. */
    FOLD_AGAIN(2);

    private final int code;

    Mode(int code) {
      this.code = code;
    }

    private static Mode of(int code) {
      return switch (code) {
        case 1 -> LEAVE_OUT;
        case 2 -> FOLD_AGAIN;
        default -> throw new IllegalArgumentException("no rollback has mode " + code);
      };
    }
  }

  /** Whether a decision made at a time, in epoch milliseconds, is left out of what is folded again. */
  public boolean excludes(long time) {
    return time >= excludeFrom && time < excludeTo;
  }

  @Override
  public byte type() {
    return FactType.ROLLED_BACK;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target)
        .putInt(campaign)
        .putInt(mode.code)
        .putLong(snapshot)
        .putLong(excludeFrom)
        .putLong(excludeTo)
        .putInt(imported ? 1 : 0);
    Encoding.putString(target, digest);
  }

  static RolledBack read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    Mode mode = Mode.of(source.getInt());
    long snapshot = source.getLong();
    long from = source.getLong();
    long to = source.getLong();
    boolean imported = source.getInt() == 1;
    return new RolledBack(campaign, snapshot, imported, Encoding.getString(source), mode, from, to);
  }
}
