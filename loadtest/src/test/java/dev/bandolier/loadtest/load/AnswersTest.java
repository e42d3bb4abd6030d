package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.v1.Acknowledgement;
import dev.bandolier.v1.DecideBatchResponse;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.Error;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.ReportStreamResponse;
import dev.bandolier.v1.SlotDecision;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswersTest {

  private static final DecideResponse TRACKED =
      DecideResponse.newBuilder()
          .setDecisionId("id")
          .addSlots(SlotDecision.newBuilder().setSlot("offer").setPropensity(0.5))
          .setModelVersion(1_234_567_890_123L)
          .setTracked(true)
          .build();
  private static final DecideResult RESULT = DecideResult.newBuilder().setResponse(TRACKED).build();
  private static final DecideResult REFUSAL =
      DecideResult.newBuilder().setError(Error.newBuilder().setReason("OVERLOADED")).build();

  private final Notes notes = new Notes();

  @Test
  void decision_isReadWithItsModelVersion() {
    Mode.UNARY.read(TRACKED.toByteArray(), notes);
    assertThat(notes.heard).containsExactly("decided true 1234567890123");
  }

  @Test
  void untrackedDecision_isToldFromATrackedOne() {
    Mode.UNARY.read(DecideResponse.getDefaultInstance().toByteArray(), notes);
    assertThat(notes.heard).containsExactly("decided false 0");
  }

  @Test
  void streamedAnswer_isADecisionOrARefusal() {
    Mode.STREAM.read(streamed(RESULT), notes);
    Mode.STREAM.read(streamed(REFUSAL), notes);
    assertThat(notes.heard).containsExactly("decided true 1234567890123", "refused OVERLOADED");
  }

  @Test
  void batch_isReadItemByItem() {
    Mode.BATCH.read(
        DecideBatchResponse.newBuilder()
            .addResults(RESULT)
            .addResults(REFUSAL)
            .addResults(RESULT)
            .build()
            .toByteArray(),
        notes);
    assertThat(notes.heard).hasSize(3).element(1).isEqualTo("refused OVERLOADED");
  }

  @Test
  void acknowledgement_isRecorded_orRefusedWithItsFate() {
    Mode.OUTCOMES.read(acknowledged(Fate.FATE_RECORDED), notes);
    Mode.OUTCOMES.read(acknowledged(Fate.FATE_UNKNOWN_DECISION), notes);
    assertThat(notes.heard).containsExactly("recorded 42", "refused FATE_UNKNOWN_DECISION");
  }

  @Test
  void bytesOfSomethingElse_areNoAnswer() {
    assertThatThrownBy(() -> Mode.STREAM.read(new byte[] {10, 100, 1}, notes))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static byte[] streamed(DecideResult result) {
    return DecideStreamResponse.newBuilder().setResult(result).build().toByteArray();
  }

  private static byte[] acknowledged(Fate fate) {
    Acknowledgement one = Acknowledgement.newBuilder().setFate(fate).setPosition(42).build();
    return ReportStreamResponse.newBuilder().setAcknowledgement(one).build().toByteArray();
  }

  /** Writes down what it hears. */
  private static final class Notes implements AnswerNotes {

    private final List<String> heard = new ArrayList<>();

    @Override
    public void decided(boolean tracked, long modelVersion) {
      heard.add("decided " + tracked + " " + modelVersion);
    }

    @Override
    public void refused(String reason) {
      heard.add("refused " + reason);
    }

    @Override
    public void recorded(long position) {
      heard.add("recorded " + position);
    }
  }
}
