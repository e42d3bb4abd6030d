package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Is shown what an image file holds, in the order of the file. */
public interface ImageVisitor {
  /** Looks at nothing. */
  ImageVisitor NONE = new ImageVisitor() {};

  /**
   * A note of whoever wrote the image.
   *
   * @param content valid until this returns
   */
  default void note(int type, ByteBuffer content) throws IOException {}

  /**
   * A block.
   *
   * @param payload its words, little-endian, valid until this returns
   */
  default void block(int kind, long ownerHigh, long ownerLow, ByteBuffer payload)
      throws IOException {}

  /** Everything was shown, and was whole. */
  default void whole() throws IOException {}
}
