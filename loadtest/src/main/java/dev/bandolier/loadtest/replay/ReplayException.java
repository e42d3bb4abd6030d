package dev.bandolier.loadtest.replay;

/** The server did not do what a replay needs; the figures of the run would mean nothing. */
final class ReplayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplayException(String message) {
    super(message);
  }

  ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}
