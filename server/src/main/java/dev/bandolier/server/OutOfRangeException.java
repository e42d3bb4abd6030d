package dev.bandolier.server;

/** A time or a position before the beginning of what is kept. */
final class OutOfRangeException extends Exception {
  private static final long serialVersionUID = 1;

  OutOfRangeException(String message) {
    super(message);
  }
}
