package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an arm knows from the outset.
 *
 * @param slot the slot's uid
 * @param arm the arm's uid
 * @param words its posterior, laid out for the campaign that it is given to; not to be written
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GivenPosterior(int slot, int arm, long[] words) {

  /** How many bytes one of so many words takes in a fact. */
  public static long bytes(int words) {
    return 3 * Integer.BYTES + (long) words * Long.BYTES;
  }

  static void writeAll(List<GivenPosterior> given, ByteBuffer target) {
    target.putInt(given.size());
    for (GivenPosterior each : given) {
      target.putInt(each.slot).putInt(each.arm).putInt(each.words.length);
      for (long word : each.words) {
        target.putLong(word);
      }
    }
  }

  static List<GivenPosterior> readAll(ByteBuffer source) {
    List<GivenPosterior> given = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      int slot = source.getInt();
      int arm = source.getInt();
      long[] words = new long[source.getInt()];
      for (int i = 0; i < words.length; i++) {
        words[i] = source.getLong();
      }
      given.add(new GivenPosterior(slot, arm, words));
    }
    return List.copyOf(given);
  }
}
