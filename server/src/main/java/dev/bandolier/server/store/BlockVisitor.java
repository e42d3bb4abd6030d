package dev.bandolier.server.store;

/** Is shown every live block. */
@FunctionalInterface
public interface BlockVisitor {
  /**
   * One live block.
   *
   * @param handle valid until the block is freed
   */
  void visit(long handle, int kind, long ownerHigh, long ownerLow);
}
