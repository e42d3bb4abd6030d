package dev.bandolier.client;

/** The kinds of errors, by their gRPC names. */
public enum ErrorCode {
  /** Given up by the caller, or by the client while it closes. */
  CANCELLED,
  /** Something unforeseen on the other side. */
  UNKNOWN,
  /** The request is wrong; the violations say where. */
  INVALID_ARGUMENT,
  /** No answer in time. */
  DEADLINE_EXCEEDED,
  /** No such campaign or decision. */
  NOT_FOUND,
  /** The name is taken, or the decision's id by another request. */
  ALREADY_EXISTS,
  /** The caller may not do this. */
  PERMISSION_DENIED,
  /** Overload, or a limit: the server's or this client's own. */
  RESOURCE_EXHAUSTED,
  /** Not in the state that the campaign is in. */
  FAILED_PRECONDITION,
  /** Overtaken by another change. */
  ABORTED,
  /** Outside what there is. */
  OUT_OF_RANGE,
  /** The server does not know this call. */
  UNIMPLEMENTED,
  /** A bug or a broken disk. */
  INTERNAL,
  /** The server cannot be reached, or is stopping. */
  UNAVAILABLE,
  /** Data is lost. */
  DATA_LOSS,
  /** The server does not know the caller. */
  UNAUTHENTICATED;

  /** Whether the server was slow, overloaded or gone, so that the same call may succeed another time. */
  public boolean temporary() {
    return switch (this) {
      case CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          ABORTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          true;
      default -> false;
    };
  }
}
