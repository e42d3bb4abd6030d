package dev.bandolier.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not done.
 *
 * @param code the kind
 * @param reason a constant to branch on, such as {@code FIELD_INVALID} or {@code LEDGER_FULL}; the code's name where the
 *     server gave none. {@link #BUFFER_FULL} and {@link #CLIENT_CLOSED} are the client's own
 * @param message for people
 * @param violations what is wrong with which field
 * @param retryAfter when it is worth another try, if the server said so
 */
public record Problem(
    ErrorCode code,
    String reason,
    String message,
    List<FieldViolation> violations,
    @Nullable Duration retryAfter) {
  /** The reason of what did not fit into the client's buffer. */
  public static final String BUFFER_FULL = "BUFFER_FULL";

  /** The reason of what came after, or was still unsent at, the closing of the client. */
  public static final String CLIENT_CLOSED = "CLIENT_CLOSED";

  /** Copies the list. */
  public Problem {
    violations = List.copyOf(violations);
  }

  static Problem of(ErrorCode code, String reason, String message) {
    return new Problem(code, reason, message, List.of(), null);
  }

  static Problem closed() {
    return of(ErrorCode.CANCELLED, CLIENT_CLOSED, "The client is closed.");
  }
}
