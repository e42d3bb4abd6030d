package dev.bandolier.client;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * What a campaign with tokens gives along with a decision, to be sent back with everything that is reported of it.
 * Opaque, valid for one server's data alone. Immutable.
 */
public final class DecisionToken {
  private final ByteString bytes;

  private DecisionToken(ByteString bytes) {
    this.bytes = bytes;
  }

  /** The token that was kept elsewhere, as {@link #toByteArray} gave it. */
  public static DecisionToken of(byte[] bytes) {
    return new DecisionToken(ByteString.copyFrom(Objects.requireNonNull(bytes, "bytes")));
  }

  static DecisionToken ofWire(ByteString bytes) {
    return new DecisionToken(bytes);
  }

  ByteString wire() {
    return bytes;
  }

  /** The token, to be kept wherever the outcome is going to be reported from. */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionToken token && bytes.equals(token.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "DecisionToken of " + bytes.size() + " bytes";
  }
}
