package dev.bandolier.loadtest.load;

import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.FeedbackServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }

  /** Reads {@link #word}s. */
  static final class Words implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String word) {
      return Arrays.stream(values())
          .filter(mode -> mode.word().equals(word))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("unary, stream, batch or outcomes"));
    }
  }
}
