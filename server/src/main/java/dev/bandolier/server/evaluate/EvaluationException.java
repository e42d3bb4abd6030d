package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import java.util.List;

/** An evaluation that cannot be made, with the reason for the one who asked. */
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  /** Says what is wrong with what was asked. */
  public EvaluationException(String reason) {
    this(Refusal.Reason.FIELD_INVALID, reason);
  }

  /** Says what kind of refusal it is, too. */
  public EvaluationException(Refusal.Reason kind, String reason) {
    this(Refusal.of(kind, reason), reason);
  }

  /** Says which field of what was asked is wrong. */
  public EvaluationException(Violation violation) {
    this(Refusal.invalid(List.of(violation)), violation.field() + ": " + violation.description());
  }

  private EvaluationException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** As a refusal. */
  public Refusal refusal() {
    return refusal;
  }
}
