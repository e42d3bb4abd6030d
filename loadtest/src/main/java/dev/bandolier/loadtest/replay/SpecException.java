package dev.bandolier.loadtest.replay;

/** A spec, or the data that it names, cannot be replayed; the message names the key or the cell. */
final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SpecException(String message) {
    super(message);
  }

  SpecException(String message, Throwable cause) {
    super(message, cause);
  }

  /** {@code key: problem}. */
  static SpecException at(String key, String problem) {
    return new SpecException(key + ": " + problem);
  }
}
