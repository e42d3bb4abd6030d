package dev.bandolier.client;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A call was refused, or could not be made. */
public final class BandolierException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  BandolierException(Problem problem) {
    super(text(problem));
    this.problem = problem;
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }

  /** The kind of error. */
  public ErrorCode code() {
    return problem.code();
  }

  /** A constant to branch on, such as {@code CAMPAIGN_NOT_FOUND}. */
  public String reason() {
    return problem.reason();
  }

  /** What is wrong with which field. */
  public List<FieldViolation> violations() {
    return problem.violations();
  }

  private static String text(Problem problem) {
    return problem.violations().stream()
        .map(each -> each.field() + ": " + each.description())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining("; "),
                all ->
                    problem.reason()
                        + ": "
                        + problem.message()
                        + (all.isEmpty() ? "" : " [" + all + "]")));
  }
}
