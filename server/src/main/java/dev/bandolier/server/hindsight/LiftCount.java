package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.ArmRatio;
import dev.bandolier.server.evaluate.GroupMean;
import dev.bandolier.server.evaluate.Interval;
import dev.bandolier.server.evaluate.MeanContext;
import dev.bandolier.server.evaluate.RewardRange;
import dev.bandolier.server.evaluate.UnitSet;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.GetLiftResponse;
import dev.bandolier.v1.GroupValue;
import dev.bandolier.v1.SampleRatio;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts closed decisions for {@link LiftReport}, in the journal's order and up to the first that is still open, so that every look
 * is at the beginning of the same sequence. One thread.
 */
final class LiftCount {

  /** The two intervals hold together with 95 %. */
  private static final double LEVEL = 0.975;

  private static final double FALSE_ALARM = 0.01;

  /** Values of a segment's feature that are looked at. */
  private static final int MAX_SEGMENTS = 256;

  private final Campaign campaign;
  private final GroupMean policy;
  private final GroupMean holdout;
  private final UnitSet units = new UnitSet();
  private final double armError;
  private final Map<Long, ArmRatio> ratios = new HashMap<>();
  private final Map<Integer, Map<String, MeanContext>> contexts = new HashMap<>();
  private long repeated;
  private long defaults;
  private long censored;
  private long untracked;

  LiftCount(Campaign campaign) {
    this.campaign = campaign;
    RewardRange range = RewardRange.of(campaign.definition());
    policy = new GroupMean(range, LEVEL);
    holdout = new GroupMean(range, LEVEL);
    armError = FALSE_ALARM / campaign.slots().stream().mapToInt(slot -> slot.arms().size()).sum();
  }

  /** A slot's posteriors were started anew: earlier vectors mean something else. */
  void reset(int slotUid) {
    contexts.remove(slotUid);
  }

  /**
   * Takes the next decision in.
   *
   * @param segment its value of the segment's feature; empty for none
   * @return false if it is open, which ends the counting
   */
  boolean add(DecisionMade made, ExportedFate fate, String segment) {
    if (!made.tracked()) {
      untracked++;
      return true;
    }
    if (made.decisionSource() == DecisionSource.DECISION_SOURCE_DEFAULT_VALUE
        || made.decisionSource() == DecisionSource.DECISION_SOURCE_SHADOW_VALUE) {
      defaults++;
      return true;
    }
    double sum = 0;
    int rewards = 0;
    int part = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      int count = made.seekSlot(i).count();
      for (int position = 0; position < count; position++, part++) {
        String state = fate.state(part);
        if (state.equals("OPEN") || state.equals("WAITING")) {
          return false;
        }
        Double reward = fate.reward(part);
        sum += reward == null ? 0 : reward;
        rewards += reward == null ? 0 : 1;
      }
    }
    if (rewards == 0) {
      censored++;
      return true;
    }
    weigh(made, fate, segment);
    value(made, sum / rewards);
    return true;
  }

  private void value(DecisionMade made, double reward) {
    boolean hasUnit = made.unitHi() != 0 || made.unitLo() != 0;
    if (hasUnit && !units.meet(made.unitHi())) {
      repeated++;
    } else if (made.decisionSource() == DecisionSource.DECISION_SOURCE_HOLDOUT_VALUE) {
      holdout.add(reward);
    } else {
      policy.add(reward);
    }
  }

  private void weigh(DecisionMade made, ExportedFate fate, String segment) {
    int part = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      made.seekSlot(i);
      if (fate.reward(part) != null) {
        count(made);
        remember(made, "");
        if (!segment.isEmpty()) {
          remember(made, segment);
        }
      }
      part += made.count();
    }
  }

  private void count(DecisionMade slot) {
    for (int arm = 0; arm < slot.eligible(); arm++) {
      ratios
          .computeIfAbsent(
              (long) slot.slotUid() << 32 | slot.armUid(arm), key -> new ArmRatio(armError))
          .add(arm == slot.chosen(0), Math.max(0.0, Math.min(1.0, slot.pmf(arm))));
    }
  }

  private void remember(DecisionMade slot, String segment) {
    Map<String, MeanContext> ofSlot =
        contexts.computeIfAbsent(slot.slotUid(), uid -> new TreeMap<>());
    if (ofSlot.size() > MAX_SEGMENTS && !ofSlot.containsKey(segment)) {
      return;
    }
    MeanContext mean = ofSlot.computeIfAbsent(segment, name -> new MeanContext());
    for (int i = 1; i < slot.nonZeros(); i++) {
      mean.add(slot.index(i), slot.value(i));
    }
    mean.next();
  }

  /** The mean contexts of a slot by segment; the empty one is overall. */
  Map<String, MeanContext> contexts(int slotUid) {
    return contexts.getOrDefault(slotUid, Map.of());
  }

  /** Writes down what was counted. */
  void tell(GetLiftResponse.Builder response) {
    response.setPolicy(value(policy)).setHoldout(value(holdout));
    Interval with = policy.interval();
    Interval without = holdout.interval();
    response.setLiftLow(with.low() - without.high()).setLiftHigh(with.high() - without.low());
    if (policy.count() > 0 && holdout.count() > 0) {
      response.setLift(policy.mean() - holdout.mean());
    }
    response
        .setRepeatedUnitDecisions(repeated)
        .setDefaultDecisions(defaults)
        .setCensoredDecisions(censored)
        .setUntrackedDecisions(untracked);
    for (Slot slot : campaign.slots()) {
      for (Arm arm : slot.arms()) {
        tellRatio(response, slot, arm);
      }
    }
  }

  private void tellRatio(GetLiftResponse.Builder response, Slot slot, Arm arm) {
    ArmRatio ratio = ratios.get((long) slot.uid() << 32 | arm.uid());
    if (ratio != null) {
      response.addSampleRatios(
          SampleRatio.newBuilder()
              .setSlot(slot.name())
              .setArm(arm.id())
              .setShown(ratio.shown())
              .setExpected(ratio.expected())
              .setMismatch(ratio.mismatch()));
      response.setSampleRatioMismatch(response.getSampleRatioMismatch() || ratio.mismatch());
    }
  }

  private static GroupValue value(GroupMean group) {
    return GroupValue.newBuilder()
        .setDecisions(group.count())
        .setMean(group.mean())
        .setLow(group.interval().low())
        .setHigh(group.interval().high())
        .build();
  }
}
