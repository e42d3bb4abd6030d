package dev.bandolier.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the server says about errors: the status, and the details of the rich error model. */
final class Problems {
  private Problems() {}

  static Problem of(StatusRuntimeException error) {
    Metadata trailers = error.getTrailers();
    return of(error.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  static Problem of(Status status, Metadata trailers) {
    if (status.isOk()) {
      return Problem.of(ErrorCode.INTERNAL, "INTERNAL", "The server closed the call unanswered.");
    }
    Details details = new Details();
    com.google.rpc.Status rich = StatusProto.fromStatusAndTrailers(status, trailers);
    if (rich != null) {
      rich.getDetailsList().forEach(details::read);
    }
    String code = status.getCode().name();
    String message = status.getDescription();
    return new Problem(
        ErrorCode.valueOf(code),
        details.reason == null ? code : details.reason,
        message == null ? code : message,
        details.violations,
        details.retryAfter);
  }

  static Problem of(dev.bandolier.v1.Error error) {
    ErrorCode code = code(error.getCode());
    return new Problem(
        code,
        error.getReason().isEmpty() ? code.name() : error.getReason(),
        error.getMessage(),
        error.getViolationsList().stream()
            .map(each -> new FieldViolation(each.getField(), each.getDescription()))
            .toList(),
        null);
  }

  private static ErrorCode code(int number) {
    Status.Code code = Status.fromCodeValue(number).getCode();
    return code == Status.Code.OK ? ErrorCode.UNKNOWN : ErrorCode.valueOf(code.name());
  }

  private static final class Details {
    private final List<FieldViolation> violations = new ArrayList<>();
    private @Nullable String reason;
    private @Nullable Duration retryAfter;

    void read(Any detail) {
      try {
        unpack(detail);
      } catch (InvalidProtocolBufferException e) {
        violations.add(new FieldViolation("", "an unreadable " + detail.getTypeUrl()));
      }
    }

    private void unpack(Any detail) throws InvalidProtocolBufferException {
      if (detail.is(ErrorInfo.class)) {
        reason = detail.unpack(ErrorInfo.class).getReason();
      } else if (detail.is(BadRequest.class)) {
        detail.unpack(BadRequest.class).getFieldViolationsList().stream()
            .map(each -> new FieldViolation(each.getField(), each.getDescription()))
            .forEach(violations::add);
      } else if (detail.is(RetryInfo.class)) {
        retryAfter = Times.duration(detail.unpack(RetryInfo.class).getRetryDelay());
      }
    }
  }
}
