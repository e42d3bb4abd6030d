package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Refusal;

/** An evaluation that cannot be made, with the reason for the one who asked. */
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Refusal.Reason kind;

  /** Says what is wrong with what was asked. */
  public EvaluationException(String reason) {
    this(Refusal.Reason.FIELD_INVALID, reason);
  }

  /** Says what kind of refusal it is, too. */
  public EvaluationException(Refusal.Reason kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  /** As a refusal. */
  public Refusal refusal() {
    return Refusal.of(kind, String.valueOf(getMessage()));
  }
}
