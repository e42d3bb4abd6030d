package dev.bandolier.loadtest.load;

import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.FeedbackServiceGrpc;
import io.grpc.MethodDescriptor;

/** What is driven, and how its messages are told apart. */
enum Mode {
  /** One decision a call. */
  UNARY(DecisionServiceGrpc.getDecideMethod(), Answers::decided),
  /** One decision a message of a stream. */
  STREAM(DecisionServiceGrpc.getDecideStreamMethod(), Answers::streamed),
  /** Many decisions a call. */
  BATCH(DecisionServiceGrpc.getDecideBatchMethod(), Answers::batched),
  /** One outcome a message of a stream. */
  OUTCOMES(FeedbackServiceGrpc.getReportStreamMethod(), Answers::acknowledged);

  /** Reads an answer of one mode. */
  interface Reader {
    void read(byte[] answer, AnswerNotes notes);
  }

  private final MethodDescriptor<byte[], byte[]> method;
  private final Reader reader;

  Mode(MethodDescriptor<?, ?> typed, Reader reader) {
    this.method = typed.toBuilder(new Bytes(), new Bytes()).build();
    this.reader = reader;
  }

  MethodDescriptor<byte[], byte[]> method() {
    return method;
  }

  boolean streams() {
    return !method.getType().serverSendsOneMessage();
  }

  /** Tells of everything that an answer holds. */
  void read(byte[] answer, AnswerNotes notes) {
    reader.read(answer, notes);
  }

  /** As it is written on the command line and in figures. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
