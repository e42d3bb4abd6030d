package dev.bandolier.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/** An encoded message with places for ids, which are filled in without encoding it again. Immutable. */
final class Template {

  /** Stands in a message where an id belongs: sixteen characters that occur nowhere else. */
  static final String MARK = "????????????????";

  private static final int DIGITS = 16;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final byte[] message;
  private final int[] places;

  /** From a message in which every id is {@link #MARK}. */
  Template(byte[] message) {
    this.message = message.clone();
    this.places = places(message);
  }

  private static int[] places(byte[] message) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i + DIGITS <= message.length; i++) {
      if (isMark(message, i)) {
        found.add(i);
        i += DIGITS - 1;
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean isMark(byte[] message, int at) {
    for (int i = 0; i < DIGITS; i++) {
      if (message[at + i] != '?') {
        return false;
      }
    }
    return true;
  }

  /** How many ids it takes. */
  int items() {
    return places.length;
  }

  /** The message with this id and, where it takes several, those that follow. */
  byte[] with(long firstId) {
    byte[] filled = message.clone();
    for (int i = 0; i < places.length; i++) {
      write(firstId + i, filled, places[i]);
    }
    return filled;
  }

  private static void write(long id, byte[] into, int at) {
    for (int i = DIGITS - 1; i >= 0; i--) {
      into[at + i] = HEX[(int) (id >>> 4 * (DIGITS - 1 - i)) & 15];
    }
  }

  /** The id as it stands in messages. */
  static String text(long id) {
    return "%016x".formatted(id);
  }
}
