package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.DecideOutcome.Refused;
import dev.bandolier.v1.DecideResult;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Outcomes as fields of the type {@link DecideResult}, as they are on the wire. */
final class ResultBytes {

  private static final int FIRST_BYTES = 256;

  private ResultBytes() {}

  /** A message of one such field. */
  static ByteString of(int field, DecideOutcome outcome) {
    ByteString.Output bytes = ByteString.newOutput(FIRST_BYTES);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, FIRST_BYTES);
    try {
      write(field, outcome, out);
      out.flush();
      return bytes.toByteString();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Writes such a field: a decision's answer takes the place of the message that its bytes are. */
  static void write(int field, DecideOutcome outcome, CodedOutputStream out) throws IOException {
    if (outcome instanceof Decided decided) {
      int response = DecideResult.RESPONSE_FIELD_NUMBER;
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(CodedOutputStream.computeBytesSize(response, decided.answer()));
      out.writeBytes(response, decided.answer());
    } else {
      out.writeMessage(field, error((Refused) outcome));
    }
  }

  private static DecideResult error(Refused refused) {
    return DecideResult.newBuilder().setError(Statuses.error(refused.refusal())).build();
  }
}
