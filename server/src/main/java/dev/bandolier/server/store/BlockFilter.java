package dev.bandolier.server.store;

/** Says which blocks belong to an image. Asked by the writer's thread; a pure function. */
@FunctionalInterface
public interface BlockFilter {
  /** Every block. */
  BlockFilter ALL = (kind, ownerHigh, ownerLow) -> true;

  /** Whether a block of that kind and owner is wanted. */
  boolean wants(int kind, long ownerHigh, long ownerLow);
}
