package dev.bandolier.loadtest.subject;

import java.io.IOException;

/** There is no server to test; the message is for a person. */
public final class TargetException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message is one for a person. */
  public TargetException(String message) {
    super(message);
  }
}
