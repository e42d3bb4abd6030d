package dev.bandolier.loadtest.load;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.Error;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.ReportStreamResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Looks through answers for what has to be checked of each, without making messages of them: is it a
 * decision, is it tracked, at which model version. Every method throws an {@link UncheckedIOException}
 * where the bytes are no such message. Pure.
 */
final class Answers {

  /** What is done with one field. */
  private interface Field {
    boolean take(int number, CodedInputStream in) throws IOException;
  }

  private Answers() {}

  /** A {@link DecideResponse}. */
  static void decided(byte[] answer, AnswerNotes notes) {
    read(answer, in -> decision(in, notes));
  }

  /** A {@link DecideStreamResponse}. */
  static void streamed(byte[] answer, AnswerNotes notes) {
    read(answer, in -> results(in, DecideStreamResponse.RESULT_FIELD_NUMBER, notes));
  }

  /** A {@link DecideBatchResponse}. */
  static void batched(byte[] answer, AnswerNotes notes) {
    read(answer, in -> results(in, DecideBatchResponse.RESULTS_FIELD_NUMBER, notes));
  }

  /** A {@link ReportStreamResponse}; few enough to be parsed. */
  static void acknowledged(byte[] answer, AnswerNotes notes) {
    read(
        answer,
        in -> {
          Acknowledgement one = ReportStreamResponse.parseFrom(in).getAcknowledgement();
          if (one.getFate() == Fate.FATE_RECORDED || one.getFate() == Fate.FATE_ACCEPTED) {
            notes.recorded(one.getPosition());
          } else {
            notes.refused(one.hasError() ? one.getError().getReason() : one.getFate().name());
          }
        });
  }

  private interface Message {
    void read(CodedInputStream in) throws IOException;
  }

  private static void read(byte[] answer, Message message) {
    try {
      message.read(CodedInputStream.newInstance(answer));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static void results(CodedInputStream in, int field, AnswerNotes notes)
      throws IOException {
    fields(in, (number, rest) -> number == field && inside(rest, () -> result(rest, notes)));
  }

  private static void result(CodedInputStream in, AnswerNotes notes) throws IOException {
    fields(
        in,
        (number, rest) ->
            switch (number) {
              case DecideResult.RESPONSE_FIELD_NUMBER -> inside(rest, () -> decision(rest, notes));
              case DecideResult.ERROR_FIELD_NUMBER -> inside(rest, () -> refusal(rest, notes));
              default -> false;
            });
  }

  private static void refusal(CodedInputStream in, AnswerNotes notes) throws IOException {
    notes.refused(Error.parseFrom(in).getReason());
  }

  private static void decision(CodedInputStream in, AnswerNotes notes) throws IOException {
    long modelVersion = 0;
    boolean tracked = false;
    int tag = in.readTag();
    while (tag != 0) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case DecideResponse.MODEL_VERSION_FIELD_NUMBER -> modelVersion = in.readInt64();
        case DecideResponse.TRACKED_FIELD_NUMBER -> tracked = in.readBool();
        default -> in.skipField(tag);
      }
      tag = in.readTag();
    }
    notes.decided(tracked, modelVersion);
  }

  private static void fields(CodedInputStream in, Field field) throws IOException {
    int tag = in.readTag();
    while (tag != 0) {
      if (!field.take(WireFormat.getTagFieldNumber(tag), in)) {
        in.skipField(tag);
      }
      tag = in.readTag();
    }
  }

  private interface Part {
    void read() throws IOException;
  }

  /** Reads a message inside another one. */
  private static boolean inside(CodedInputStream in, Part part) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    part.read();
    in.popLimit(outer);
    return true;
  }
}
