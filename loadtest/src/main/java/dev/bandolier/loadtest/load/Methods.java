package dev.bandolier.loadtest.load;

import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.FeedbackServiceGrpc;
import io.grpc.MethodDescriptor;

/** The contract's methods that are driven, with messages left as bytes. */
final class Methods {

  private static final MethodDescriptor<byte[], byte[]> DECIDE =
      bytes(DecisionServiceGrpc.getDecideMethod());
  private static final MethodDescriptor<byte[], byte[]> DECIDE_STREAM =
      bytes(DecisionServiceGrpc.getDecideStreamMethod());
  private static final MethodDescriptor<byte[], byte[]> DECIDE_BATCH =
      bytes(DecisionServiceGrpc.getDecideBatchMethod());
  private static final MethodDescriptor<byte[], byte[]> REPORT_STREAM =
      bytes(FeedbackServiceGrpc.getReportStreamMethod());

  private Methods() {}

  static MethodDescriptor<byte[], byte[]> of(Mode mode) {
    return switch (mode) {
      case UNARY -> DECIDE;
      case STREAM -> DECIDE_STREAM;
      case BATCH -> DECIDE_BATCH;
      case OUTCOMES -> REPORT_STREAM;
    };
  }

  private static MethodDescriptor<byte[], byte[]> bytes(MethodDescriptor<?, ?> typed) {
    return typed.toBuilder(new Bytes(), new Bytes()).build();
  }
}
