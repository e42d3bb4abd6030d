package dev.bandolier.server.rpc;

import dev.bandolier.server.evaluate.Answer;
import dev.bandolier.server.evaluate.Estimate;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.PolicyValue;
import dev.bandolier.server.evaluate.ValueEstimates;
import dev.bandolier.v1.EvaluateResponse;
import dev.bandolier.v1.Evaluation;
import dev.bandolier.v1.ValueOf;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** What an evaluation found, as messages; figures that do not exist are left out. */
final class EvaluationMessages {

  private EvaluationMessages() {}

  static EvaluateResponse of(Answer answer) {
    Evaluation.Builder found = Evaluation.newBuilder().setPosition(answer.position());
    answer.policies().forEach((name, value) -> found.addPolicies(value(name, value)));
    for (LeftOut.Reason reason : LeftOut.Reason.values()) {
      found.putLeftOut(reason.name().toLowerCase(Locale.ROOT), answer.leftOut().count(reason));
    }
    return EvaluateResponse.newBuilder().setEvaluation(found).build();
  }

  private static dev.bandolier.v1.PolicyValue value(String name, PolicyValue value) {
    ValueEstimates found = value.estimates();
    dev.bandolier.v1.PolicyValue.Builder message =
        dev.bandolier.v1.PolicyValue.newBuilder()
            .setName(name)
            .setRounds(value.rounds())
            .setValueOf(ValueOf.valueOf("VALUE_OF_" + value.valueOf().name()))
            .setLearnedFrom(value.learnedFrom())
            .setAccepted(value.accepted())
            .setLoggedValue(value.loggedValue())
            .setIps(estimate(found.ips()))
            .setSnips(estimate(found.snips()))
            .setDm(estimate(found.dm()))
            .setDr(estimate(found.dr()))
            .setSwitchDr(estimate(found.switchDr()));
    Estimate slate = found.slate();
    if (slate != null) {
      message.setSlate(estimate(slate));
    }
    return message.build();
  }

  private static dev.bandolier.v1.Estimate estimate(Estimate estimate) {
    dev.bandolier.v1.Estimate.Builder message =
        dev.bandolier.v1.Estimate.newBuilder().setEss(estimate.ess());
    set(estimate.value(), message::setValue);
    set(estimate.fixed().low(), message::setLow);
    set(estimate.fixed().high(), message::setHigh);
    set(estimate.anytime().low(), message::setCsLow);
    set(estimate.anytime().high(), message::setCsHigh);
    set(estimate.maxWeight(), message::setMaxWeight);
    set(estimate.clip(), message::setClip);
    return message.build();
  }

  private static void set(double figure, DoubleConsumer field) {
    if (Double.isFinite(figure)) {
      field.accept(figure);
    }
  }
}
