package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.DecideOutcome.Refused;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read and written item by item is what the whole messages would be. */
final class BatchMessagesTest {

  private static final int ITEMS = 3_000;

  private static BatchRequest read(ByteString bytes) throws IOException {
    return BatchRequest.read(bytes.newInput());
  }

  private static DecideRequest item(int i) {
    return DecideRequest.newBuilder().setDecisionId("d" + "x".repeat(i % 64) + i).build();
  }

  @Test
  void request_isReadAsItWasWritten_whateverTheOrderOfItsFields() throws IOException {
    DecideBatchRequest items =
        DecideBatchRequest.newBuilder()
            .addAllItems(IntStream.range(0, ITEMS).mapToObj(BatchMessagesTest::item).toList())
            .build();
    DecideBatchRequest rest =
        DecideBatchRequest.newBuilder()
            .setCampaign("campaigns/é")
            .setReturnPayloads(true)
            .setUnknownFields(unknown())
            .build();

    for (ByteString bytes : List.of(both(items, rest), both(rest, items))) {
      BatchRequest request = read(bytes);
      assertThat(request.campaign()).isEqualTo("campaigns/é");
      assertThat(request.returnPayloads()).isTrue();
      assertThat(request.size()).isEqualTo(ITEMS);
      for (int i = 0; i < ITEMS; i++) {
        assertThat(request.take(i)).isEqualTo(item(i));
      }
    }
  }

  private static ByteString both(DecideBatchRequest first, DecideBatchRequest second) {
    return first.toByteString().concat(second.toByteString());
  }

  private static UnknownFieldSet unknown() {
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder().addVarint(7).addFixed64(8).build();
    return UnknownFieldSet.newBuilder().addField(99, field).build();
  }

  @Test
  void requestOfNothing_isEmpty() throws IOException {
    BatchRequest request = read(ByteString.EMPTY);
    assertThat(request.size()).isZero();
    assertThat(request.campaign()).isEmpty();
    assertThat(request.returnPayloads()).isFalse();
  }

  @Test
  void requestThatIsCut_isRefused_atEveryByteWithinAField() throws IOException {
    ByteString bytes =
        DecideBatchRequest.newBuilder().setCampaign("c").addItems(item(9)).build().toByteString();
    int campaignEnds = 3;
    for (int length = 1; length < bytes.size(); length++) {
      ByteString cut = bytes.substring(0, length);
      if (length == campaignEnds) {
        assertThat(read(cut).size()).isZero();
      } else {
        assertThatThrownBy(() -> read(cut)).isInstanceOf(InvalidProtocolBufferException.class);
      }
    }
  }

  @Test
  void malformedItem_isFoundWhenItIsTaken_theOthersAreWhole() throws IOException {
    byte[] bytes = {0x12, 0, 0x12, 1, 0x0a};
    BatchRequest request = BatchRequest.read(new ByteArrayInputStream(bytes));
    assertThat(request.take(0)).isEqualTo(DecideRequest.getDefaultInstance());
    assertThatThrownBy(() -> request.take(1)).isInstanceOf(InvalidProtocolBufferException.class);
  }

  @Test
  void answer_isTheMessageOfItsResults() {
    List<DecideOutcome> outcomes =
        IntStream.range(0, ITEMS)
            .boxed()
            .flatMap(i -> Stream.of(decided("d" + i), refused("no " + "x".repeat(i % 300))))
            .toList();
    BatchAnswer answer = new BatchAnswer();
    outcomes.forEach(answer::add);
    List<DecideResult> results = outcomes.stream().map(BatchMessagesTest::result).toList();
    assertThat(answer.message())
        .isEqualTo(DecideBatchResponse.newBuilder().addAllResults(results).build().toByteString());
  }

  @Test
  void answerOfAStream_isTheMessageOfItsResult() {
    for (DecideOutcome outcome : List.of(decided("d"), refused("x".repeat(300)))) {
      DecideStreamResponse expected =
          DecideStreamResponse.newBuilder().setResult(result(outcome)).build();
      assertThat(ResultBytes.of(DecideStreamResponse.RESULT_FIELD_NUMBER, outcome))
          .isEqualTo(expected.toByteString());
    }
  }

  private static DecideOutcome decided(String id) {
    DecideResponse answer = DecideResponse.newBuilder().setDecisionId(id).setTracked(true).build();
    return new Decided(answer.toByteString(), id, ByteString.EMPTY, 1, 2, 3, 4, 5);
  }

  private static DecideOutcome refused(String message) {
    return new Refused(Refusal.of(Refusal.Reason.NOTHING_ELIGIBLE, message));
  }

  private static DecideResult result(DecideOutcome outcome) {
    return outcome instanceof Decided decided
        ? DecideResult.newBuilder().setResponse(decided.response()).build()
        : DecideResult.newBuilder().setError(Statuses.error(((Refused) outcome).refusal())).build();
  }

  @Test
  void answerOfNothing_isEmpty() {
    assertThat(new BatchAnswer().message()).isEqualTo(ByteString.EMPTY);
  }
}
