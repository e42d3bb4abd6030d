package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamResponse;
import java.util.Collections;

/**
 * What the echo answers with: well-formed messages that say nothing but that a decision is tracked, filled
 * up to the size that real answers have. Immutable once made; nobody writes to the arrays.
 */
final class EchoAnswers {

  /** The smallest answer to one decision, in bytes. */
  static final int LEAST_BYTES = 5;

  /** What it has beside the filling: two tags, a flag and the filling's length. */
  private static final int FRAME_BYTES = 4;

  private final byte[] decide;
  private final byte[] stream;
  private final byte[] batch;

  EchoAnswers(int decisionBytes, int batchItems) {
    DecideResponse response = filled(decisionBytes);
    DecideResult result = DecideResult.newBuilder().setResponse(response).build();
    decide = response.toByteArray();
    stream = DecideStreamResponse.newBuilder().setResult(result).build().toByteArray();
    batch =
        DecideBatchResponse.newBuilder()
            .addAllResults(Collections.nCopies(batchItems, result))
            .build()
            .toByteArray();
  }

  /** One of so many bytes; one byte less where the length of the filling would not fit between. */
  private static DecideResponse filled(int bytes) {
    DecideResponse.Builder response = DecideResponse.newBuilder().setTracked(true);
    int filling = bytes - FRAME_BYTES;
    DecideResponse made = response.setToken(zeros(filling)).build();
    int over = made.getSerializedSize() - bytes;
    return over <= 0 ? made : response.setToken(zeros(filling - over)).build();
  }

  private static ByteString zeros(int count) {
    return ByteString.copyFrom(new byte[count]);
  }

  byte[] decide() {
    return decide;
  }

  byte[] stream() {
    return stream;
  }

  byte[] batch() {
    return batch;
  }
}
