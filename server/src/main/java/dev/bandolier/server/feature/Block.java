package dev.bandolier.server.feature;

/**
 * A stretch of a slot's vector.
 *
 * @param content what it encodes
 * @param offset its first entry
 * @param width how many entries it has
 */
record Block(Content content, int offset, int width) {

  /** What a block encodes. Equal contents of two revisions keep their place. */
  sealed interface Content {}

  /** A feature, by name. */
  record OfFeature(String name) implements Content {}

  /** Two features crossed, by name, in the order of their names. */
  record OfPair(String first, String second) implements Content {
    static OfPair of(String one, String other) {
      return one.compareTo(other) <= 0 ? new OfPair(one, other) : new OfPair(other, one);
    }
  }

  /** The arm that an earlier slot chose, by that slot's uid. */
  record OfSlot(int uid) implements Content {}

  boolean contains(int index) {
    return index >= offset && index < offset + width;
  }
}
