package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How strings and lists stand in a fact. */
final class Encoding {

  private Encoding() {}

  static ByteBuffer ordered(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  static void putString(ByteBuffer target, String text) {
    putBytes(target, text.getBytes(StandardCharsets.UTF_8));
  }

  static String getString(ByteBuffer source) {
    return new String(getBytes(source), StandardCharsets.UTF_8);
  }

  static void putBytes(ByteBuffer target, byte[] bytes) {
    target.putInt(bytes.length).put(bytes);
  }

  static byte[] getBytes(ByteBuffer source) {
    byte[] bytes = new byte[source.getInt()];
    source.get(bytes);
    return bytes;
  }

  static void putStrings(ByteBuffer target, List<String> texts) {
    target.putInt(texts.size());
    texts.forEach(text -> putString(target, text));
  }

  static List<String> getStrings(ByteBuffer source) {
    int size = source.getInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      texts.add(getString(source));
    }
    return List.copyOf(texts);
  }
}
