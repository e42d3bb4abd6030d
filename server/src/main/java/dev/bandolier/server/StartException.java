package dev.bandolier.server;

/** The server cannot start; the message is one line that says what happened and what to do. */
class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
