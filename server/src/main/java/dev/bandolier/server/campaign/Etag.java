package dev.bandolier.server.campaign;

import java.util.HexFormat;

/** Opaque words that change with every revision. */
final class Etag {
  private Etag() {}

  /** Sixteen hexadecimal digits: a bijection of both numbers, so no two revisions collide. */
  static String of(int campaign, long revision) {
    long mixed = ((long) campaign << 40) ^ revision;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return HexFormat.of().toHexDigits(mixed ^ mixed >>> 31);
  }
}
