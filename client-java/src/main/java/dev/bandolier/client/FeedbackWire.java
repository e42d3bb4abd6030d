package dev.bandolier.client;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Between feedback and its messages. */
final class FeedbackWire {
  private static final Names<Fate> FATES = new Names<>(Fate.class, "FATE_", Fate.OTHER);

  private FeedbackWire() {}

  static Outcome outcome(OutcomeReport report) {
    Outcome.Builder wire =
        Outcome.newBuilder()
            .setCampaign(report.campaign())
            .setDecisionId(report.decisionId())
            .setName(report.name())
            .setSlot(orEmpty(report.slot()))
            .setArm(orEmpty(report.arm()))
            .setOutcomeId(orEmpty(report.outcomeId()))
            .setReplaces(orEmpty(report.replaces()))
            .setMachine(report.machine())
            .setToken(token(report.token()));
    Integer position = report.position();
    if (position != null) {
      wire.setPosition(position);
    }
    Double value = report.value();
    if (value != null) {
      wire.setValue(value);
    }
    Instant time = report.time();
    if (time != null) {
      wire.setTime(Times.wire(time));
    }
    return wire.build();
  }

  static dev.bandolier.v1.Activation activation(Activation activation) {
    dev.bandolier.v1.Activation.Builder wire =
        dev.bandolier.v1.Activation.newBuilder()
            .setCampaign(activation.campaign())
            .setDecisionId(activation.decisionId())
            .addAllSlots(activation.slots())
            .setToken(token(activation.token()));
    Instant time = activation.time();
    if (time != null) {
      wire.setTime(Times.wire(time));
    }
    return wire.build();
  }

  static dev.bandolier.v1.Censoring censoring(Censoring censoring) {
    return dev.bandolier.v1.Censoring.newBuilder()
        .setCampaign(censoring.campaign())
        .setDecisionId(censoring.decisionId())
        .addAllSlots(censoring.slots())
        .setReason(reason(censoring.reason()))
        .setToken(token(censoring.token()))
        .build();
  }

  private static dev.bandolier.v1.CensorReason reason(CensorReason reason) {
    return switch (reason) {
      case NOT_SHOWN -> dev.bandolier.v1.CensorReason.CENSOR_REASON_NOT_SHOWN;
      case REPLACED -> dev.bandolier.v1.CensorReason.CENSOR_REASON_REPLACED;
      case UNKNOWABLE -> dev.bandolier.v1.CensorReason.CENSOR_REASON_UNKNOWABLE;
    };
  }

  static dev.bandolier.v1.Retraction retraction(Retraction retraction) {
    dev.bandolier.v1.Retraction.Builder wire =
        dev.bandolier.v1.Retraction.newBuilder()
            .setCampaign(retraction.campaign())
            .setDecisionId(retraction.decisionId())
            .setOutcomeId(orEmpty(retraction.outcomeId()))
            .setName(retraction.name())
            .setSlot(orEmpty(retraction.slot()))
            .setArm(orEmpty(retraction.arm()))
            .setToken(token(retraction.token()));
    Integer position = retraction.position();
    if (position != null) {
      wire.setPosition(position);
    }
    return wire.build();
  }

  static FeedWatermark watermark(String campaign, Instant completeUpTo) {
    return FeedWatermark.newBuilder()
        .setCampaign(campaign)
        .setCompleteUpTo(Times.wire(completeUpTo))
        .build();
  }

  static AcknowledgeWhen when(Acknowledge when) {
    return switch (when) {
      case FOLDED -> AcknowledgeWhen.ACKNOWLEDGE_WHEN_FOLDED;
      case RECORDED -> AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED;
    };
  }

  static Acknowledgement acknowledgement(dev.bandolier.v1.Acknowledgement wire) {
    return new Acknowledgement(
        FATES.of(wire.getFate()),
        wire.getPosition(),
        wire.hasError() ? Problems.of(wire.getError()) : null);
  }

  private static ByteString token(@Nullable DecisionToken token) {
    return token == null ? ByteString.EMPTY : token.wire();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
