package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bandolier.v1.DecideBatchRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.ReportStreamRequest;
import org.junit.jupiter.api.Test;

final class TemplateTest {

  private static final int ITEMS = 5;
  private static final long ID = 0x123456789abcdefL;

  private final Questions questions = new Questions("campaigns/c", 7);

  @Test
  void call_carriesItsIdAndItsContext() throws InvalidProtocolBufferException {
    DecideRequest request = DecideRequest.parseFrom(deck(Mode.UNARY).message(ID));
    assertThat(request.getDecisionId()).isEqualTo("0123456789abcdef").isEqualTo(Template.text(ID));
    assertThat(request.getCampaign()).isEqualTo("campaigns/c");
    assertThat(request.getContext().getFeaturesList())
        .extracting(feature -> feature.getName())
        .containsExactly("device", "hour", "segment");
  }

  @Test
  void streamMessage_carriesItsId() throws InvalidProtocolBufferException {
    DecideStreamRequest request = DecideStreamRequest.parseFrom(deck(Mode.STREAM).message(ID));
    assertThat(request.getRequest().getDecisionId()).isEqualTo(Template.text(ID));
  }

  @Test
  void batch_carriesIdsInTheirOrder() throws InvalidProtocolBufferException {
    DecideBatchRequest request = DecideBatchRequest.parseFrom(deck(Mode.BATCH).message(ID));
    assertThat(request.getItemsList())
        .extracting(DecideRequest::getDecisionId)
        .containsExactly(
            Template.text(ID),
            Template.text(ID + 1),
            Template.text(ID + 2),
            Template.text(ID + 3),
            Template.text(ID + 4));
  }

  @Test
  void outcome_namesItsDecision() throws InvalidProtocolBufferException {
    ReportStreamRequest request = ReportStreamRequest.parseFrom(deck(Mode.OUTCOMES).message(ID));
    assertThat(request.getOutcome().getDecisionId()).isEqualTo(Template.text(ID));
  }

  @Test
  void sameSeed_asksTheSame() {
    Deck again = new Questions("campaigns/c", 7).deck(Mode.UNARY, ITEMS);
    Deck first = deck(Mode.UNARY);
    for (long id = 0; id < 100; id++) {
      assertThat(again.message(id)).isEqualTo(first.message(id));
    }
  }

  private Deck deck(Mode mode) {
    return questions.deck(mode, ITEMS);
  }
}
