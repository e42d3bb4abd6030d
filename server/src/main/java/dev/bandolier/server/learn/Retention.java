package dev.bandolier.server.learn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which base snapshots stay and where the journal begins. Pure.
 *
 * <p>The two newest stay. Where the journal is cut it is cut behind a base, which then is its beginning
 * and stays: behind the newest one that is old enough, or, where that is later, the oldest one behind
 * which the size limit is kept, but never behind one of the two newest but the older of them. So that
 * there is one to cut behind, bases stay that lie a quarter of what is kept apart.
 *
 * @param cut where the journal may begin: facts before are needed by nobody; 0 to leave it
 * @param beginning position of the base that then is the journal's beginning; 0 if that stays
 * @param superfluous bases to be deleted first
 * @param excess bytes by which the journal stays beyond its limit, 0 if it does not
 */
record Retention(long cut, long beginning, List<BaseSnapshot> superfluous, long excess) {

  private static final int NEWEST = 2;
  private static final int PARTS = 4;

  /** The segment that the end lies in, the one prepared behind it, and the one cut in the middle. */
  private static final int SLACK_SEGMENTS = 3;

  Retention {
    superfluous = List.copyOf(superfluous);
  }

  /**
   * Decides.
   *
   * @param bases all, by position
   * @param first position of the journal's oldest fact
   * @param end position behind its newest
   * @param isWhole whether the journal still has the first fact of all
   * @param now journal time, epoch milliseconds
   */
  static Retention of(
      List<BaseSnapshot> bases,
      long first,
      long end,
      boolean isWhole,
      long now,
      UpkeepConfig config) {
    long target = config.limitBytes() == 0 ? 0 : end - room(config);
    int old = config.keepMillis() == 0 ? -1 : lastBefore(bases, now - config.keepMillis());
    int beginning = Math.min(bases.size() - NEWEST, Math.max(old, firstBehind(bases, target)));
    boolean stays = beginning < 0;
    long cut = stays ? 0 : bases.get(beginning).needs();
    List<BaseSnapshot> superfluous = new ArrayList<>(bases.subList(0, Math.max(0, beginning)));
    List<BaseSnapshot> rest = bases.subList(Math.max(0, beginning), bases.size());
    boolean needsFirst = !stays || !isWhole;
    superfluous.addAll(between(rest, needsFirst, first, config));
    long position = stays ? 0 : bases.get(beginning).position();
    return new Retention(cut, position, superfluous, Math.max(0, target - Math.max(cut, first)));
  }

  private static long room(UpkeepConfig config) {
    return config.limitBytes() - (long) SLACK_SEGMENTS * config.segmentBytes();
  }

  private static int lastBefore(List<BaseSnapshot> bases, long time) {
    int found = -1;
    for (int i = 0; i < bases.size() && bases.get(i).time() <= time; i++) {
      found = i;
    }
    return found;
  }

  /** The first that leaves no more than wanted, or the last. */
  private static int firstBehind(List<BaseSnapshot> bases, long target) {
    int found = -1;
    if (target > 0) {
      do {
        found++;
      } while (found < bases.size() - 1 && bases.get(found).needs() < target);
    }
    return found;
  }

  private static List<BaseSnapshot> between(
      List<BaseSnapshot> bases, boolean needsFirst, long first, UpkeepConfig config) {
    List<BaseSnapshot> superfluous = new ArrayList<>();
    @Nullable BaseSnapshot last = null;
    for (int i = 0; i < bases.size() - NEWEST; i++) {
      BaseSnapshot base = bases.get(i);
      boolean stays = i == 0 && needsFirst || isApart(last, base, first, config);
      if (stays) {
        last = base;
      } else {
        superfluous.add(base);
      }
    }
    return superfluous;
  }

  private static boolean isApart(
      @Nullable BaseSnapshot last, BaseSnapshot base, long first, UpkeepConfig config) {
    long time = config.keepMillis() / PARTS;
    long bytes = config.limitBytes() / PARTS;
    long before = last == null ? first : last.position();
    return time > 0 && (last == null || base.time() - last.time() >= time)
        || bytes > 0 && base.position() - before >= bytes;
  }
}
