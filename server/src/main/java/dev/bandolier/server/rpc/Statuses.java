package dev.bandolier.server.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.Error;
import dev.bandolier.v1.FieldViolation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Says a refusal on the wire, by the rich error model of {@code google.rpc}. */
final class Statuses {

  static final String DOMAIN = "bandolier.dev";

  private Statuses() {}

  /** What fails a call. */
  static StatusRuntimeException exception(Refusal refusal) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code(refusal.reason()).getNumber())
            .setMessage(refusal.message())
            .addDetails(Any.pack(info(refusal)));
    if (!refusal.violations().isEmpty()) {
      status.addDetails(Any.pack(badRequest(refusal)));
    }
    int seconds = retrySeconds(refusal.reason());
    if (seconds > 0) {
      Duration delay = Duration.newBuilder().setSeconds(seconds).build();
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** What stands for one item of a batch or one message of a stream. */
  static Error error(Refusal refusal) {
    Error.Builder error =
        Error.newBuilder()
            .setCode(code(refusal.reason()).getNumber())
            .setMessage(refusal.message())
            .setReason(refusal.reason().name());
    int seconds = retrySeconds(refusal.reason());
    if (seconds > 0) {
      error.setRetryDelay(Duration.newBuilder().setSeconds(seconds));
    }
    for (Violation violation : refusal.violations()) {
      error.addViolations(
          FieldViolation.newBuilder()
              .setField(violation.field())
              .setDescription(violation.description()));
    }
    return error.build();
  }

  /** What was decided stands in the journal, but the disk failed to sync it. */
  static RuntimeException notOnDisk() {
    return Status.UNAVAILABLE
        .withDescription("the disk failed: what was decided may not survive a power loss")
        .asRuntimeException();
  }

  static Code code(Refusal.Reason reason) {
    return switch (reason) {
      case FIELD_INVALID -> Code.INVALID_ARGUMENT;
      case CAMPAIGN_NOT_FOUND,
          SLOT_NOT_FOUND,
          ARM_NOT_FOUND,
          CANDIDATE_NOT_FOUND,
          DECISION_NOT_FOUND,
          SNAPSHOT_NOT_FOUND ->
          Code.NOT_FOUND;
      case CAMPAIGN_EXISTS, DECISION_EXISTS, SNAPSHOT_EXISTS -> Code.ALREADY_EXISTS;
      case ETAG_STALE -> Code.ABORTED;
      case NOTHING_ELIGIBLE,
          NOTHING_PROMOTED,
          CHANGE_REFUSED,
          RESET_NEEDED,
          SNAPSHOT_PINNED,
          SNAPSHOT_UNFIT ->
          Code.FAILED_PRECONDITION;
      case CAMPAIGNS_FULL,
          SNAPSHOTS_FULL,
          DOES_NOT_FIT,
          OVERLOADED,
          LEARNING_BEHIND,
          LEDGER_FULL,
          JOURNAL_FULL ->
          Code.RESOURCE_EXHAUSTED;
      case SNAPSHOT_DAMAGED -> Code.DATA_LOSS;
      case SHUTTING_DOWN, SNAPSHOT_NOT_WRITTEN -> Code.UNAVAILABLE;
    };
  }

  /** After how many seconds to try again; 0 where that does not help. */
  private static int retrySeconds(Refusal.Reason reason) {
    return switch (reason) {
      case OVERLOADED, LEARNING_BEHIND, SHUTTING_DOWN -> 1;
      case LEDGER_FULL, JOURNAL_FULL -> 5;
      default -> 0;
    };
  }

  private static ErrorInfo info(Refusal refusal) {
    return ErrorInfo.newBuilder().setReason(refusal.reason().name()).setDomain(DOMAIN).build();
  }

  private static BadRequest badRequest(Refusal refusal) {
    BadRequest.Builder request = BadRequest.newBuilder();
    for (Violation violation : refusal.violations()) {
      request.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField(violation.field())
              .setDescription(violation.description()));
    }
    return request.build();
  }
}
