package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.v1.DecideBatchResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A {@link DecideBatchResponse} that grows as it will be on the wire, so that what was answered is not
 * kept as messages until the last item is. Used by one thread.
 */
final class BatchAnswer {

  private static final int FIRST_BYTES = 4096;

  private final ByteString.Output bytes = ByteString.newOutput(FIRST_BYTES);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Adds the next item's. */
  void add(DecideOutcome outcome) {
    try {
      ResultBytes.write(DecideBatchResponse.RESULTS_FIELD_NUMBER, outcome, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** All that was added. */
  ByteString message() {
    try {
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteString();
  }
}
