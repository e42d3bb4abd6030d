package dev.bandolier.client;

import dev.bandolier.v1.ArmProbability;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.Estimate;
import dev.bandolier.v1.EvaluateRequest;
import dev.bandolier.v1.EvaluatedPolicy;
import dev.bandolier.v1.Evaluation;
import dev.bandolier.v1.ImportedChoice;
import dev.bandolier.v1.ImportedDecision;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.ValueOf;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Between evaluations and their messages. */
final class EvaluationWire {
  private static final String VALUE_PREFIX = "VALUE_OF_";
  private static final String TYPE_PREFIX = "POLICY_TYPE_";

  private EvaluationWire() {}

  static EvaluateRequest request(EvaluationQuery query) {
    EvaluateRequest.Builder wire =
        EvaluateRequest.newBuilder()
            .setCampaign(query.campaign())
            .setSlot(query.slot())
            .setValueOf(ValueOf.valueOf(VALUE_PREFIX + query.valueOf().name()));
    query.earlier().ifPresent(wire::setEarlier);
    query.clip().ifPresent(wire::setClip);
    query
        .policies()
        .forEach(
            (name, policy) -> {
              EvaluatedPolicy.Builder wanted = wire.addPoliciesBuilder().setName(name);
              wanted.setPolicy(policy(policy));
              if (!policy.schema().isEmpty()) {
                wanted.setSchema(CampaignText.parseSchema(policy.schema()));
              }
            });
    return wire.build();
  }

  /**
   * A policy as a message.
   *
   * @throws IllegalArgumentException where its type is not known
   */
  private static Policy policy(PolicySetting setting) {
    Policy.Builder wire =
        Policy.newBuilder().setType(PolicyType.valueOf(TYPE_PREFIX + setting.type()));
    setting.exploration().ifPresent(wire::setExploration);
    setting.priorPrecision().ifPresent(wire::setPriorPrecision);
    return wire.build();
  }

  static EvaluationResult result(Evaluation wire) {
    return new EvaluationResult(
        wire.getPoliciesList().stream().map(EvaluationWire::value).toList(),
        wire.getLeftOutMap(),
        wire.getPosition());
  }

  private static PolicyValue value(dev.bandolier.v1.PolicyValue wire) {
    Map<String, ValueEstimate> estimators = new LinkedHashMap<>();
    estimators.put("ips", estimate(wire.getIps()));
    estimators.put("snips", estimate(wire.getSnips()));
    estimators.put("dm", estimate(wire.getDm()));
    estimators.put("dr", estimate(wire.getDr()));
    estimators.put("switch_dr", estimate(wire.getSwitchDr()));
    if (wire.hasSlate()) {
      estimators.put("slate", estimate(wire.getSlate()));
    }
    boolean ownRun = wire.getValueOf() == ValueOf.VALUE_OF_OWN_RUN;
    return new PolicyValue(
        wire.getName(),
        wire.getRounds(),
        ownRun ? EvaluationQuery.ValueOf.OWN_RUN : EvaluationQuery.ValueOf.FROZEN,
        wire.getLearnedFrom(),
        wire.getAccepted(),
        wire.getLoggedValue(),
        estimators);
  }

  private static ValueEstimate estimate(Estimate wire) {
    return new ValueEstimate(
        figure(wire.hasValue(), wire.getValue()),
        figure(wire.hasLow(), wire.getLow()),
        figure(wire.hasHigh(), wire.getHigh()),
        figure(wire.hasCsLow(), wire.getCsLow()),
        figure(wire.hasCsHigh(), wire.getCsHigh()),
        wire.getEss(),
        figure(wire.hasMaxWeight(), wire.getMaxWeight()),
        figure(wire.hasClip(), wire.getClip()));
  }

  private static OptionalDouble figure(boolean there, double value) {
    return there ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  static ImportedDecision decision(LoggedDecision decision) {
    ImportedDecision.Builder wire = ImportedDecision.newBuilder();
    Instant time = decision.time();
    if (time != null) {
      wire.setTime(Times.wire(time));
    }
    Context.Builder context = Context.newBuilder();
    decision.features().forEach(feature -> context.addFeatures(DecisionWire.feature(feature)));
    decision.choices().forEach(choice -> wire.addChoices(choice(choice)));
    return wire.setContext(context).build();
  }

  private static ImportedChoice choice(LoggedChoice choice) {
    ImportedChoice.Builder wire =
        ImportedChoice.newBuilder()
            .setSlot(choice.slot())
            .setArm(choice.arm())
            .setReward(choice.reward());
    if (!Double.isNaN(choice.propensity())) {
      wire.setPropensity(choice.propensity());
    }
    choice
        .pmf()
        .forEach(
            (arm, p) -> wire.addPmf(ArmProbability.newBuilder().setArm(arm).setProbability(p)));
    return wire.build();
  }
}
