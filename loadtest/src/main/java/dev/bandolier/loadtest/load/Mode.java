package dev.bandolier.loadtest.load;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What is driven, and how. */
enum Mode {
  /** One decision a call. */
  UNARY,
  /** One decision a message of a stream. */
  STREAM,
  /** Many decisions a call. */
  BATCH,
  /** One outcome a message of a stream. */
  OUTCOMES;

  boolean streams() {
    return this == STREAM || this == OUTCOMES;
  }

  /** Tells of everything that an answer holds; see {@link Answers}. */
  void read(byte[] answer, AnswerNotes notes) {
    switch (this) {
      case UNARY -> Answers.decided(answer, notes);
      case STREAM -> Answers.streamed(answer, notes);
      case BATCH -> Answers.batched(answer, notes);
      case OUTCOMES -> Answers.acknowledged(answer, notes);
    }
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
