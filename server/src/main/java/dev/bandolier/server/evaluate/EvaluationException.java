package dev.bandolier.server.evaluate;

/** An evaluation that cannot be made, with the reason for the one who asked. */
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Says why. */
  public EvaluationException(String reason) {
    super(reason);
  }
}
