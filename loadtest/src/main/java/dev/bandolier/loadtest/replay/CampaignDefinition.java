package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The campaign that a problem asks for, in the proto3 JSON mapping: one slot, one outcome whose
 * value is the reward. It learns on reward, since every zero is reported: that is the sequential
 * protocol, exactly. What is open or remembered is kept for about a minute only, so that millions
 * of rounds fit any ledger.
 */
final class CampaignDefinition {
  /** The only slot. */
  static final String SLOT = "choice";

  /** The only outcome. */
  static final String OUTCOME = "reward";

  private static final String WINDOW = "60s";
  private static final String MEMORY = "1s";

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  private CampaignDefinition() {}

  /**
   * The definition as JSON.
   *
   * @param name the resource name
   * @param policy null: the server's default
   */
  static String of(String name, Problem problem, @Nullable PolicyChoice policy) {
    CampaignDefinition definition = new CampaignDefinition();
    definition.root.put("name", name).put("displayName", title(problem.name()));
    definition.arms(problem.arms());
    definition.schema(problem.features());
    definition.reward(problem.range());
    definition.policy(policy);
    return definition.root.toString();
  }

  private static String title(String name) {
    return "replay of " + name.substring(0, Math.min(name.length(), 40));
  }

  private void arms(Arms arms) {
    ObjectNode slot = root.putArray("slots").addObject().put("name", SLOT);
    ArrayNode list = slot.putArray("arms");
    arms.list().forEach(arm -> list.addObject().put("id", arm.id()).put("payload", arm.payload()));
  }

  private void schema(ContextFeatures features) {
    ObjectNode schema = root.putObject("schema");
    ArrayNode list = schema.putArray("features");
    features.features().forEach(feature -> kind(list.addObject(), feature));
    ArrayNode crossed = schema.putArray("crossed");
    for (Spec.Cross pair : features.crossed()) {
      crossed.addObject().put("first", pair.first()).put("second", pair.second());
    }
  }

  private static void kind(ObjectNode node, ContextFeatures.Feature feature) {
    node.put("name", feature.name());
    if (feature.kind() instanceof ContextColumn.Numeric numeric) {
      node.putObject("numeric").put("min", numeric.min()).put("max", numeric.max());
    } else if (feature.kind() instanceof ContextColumn.Cyclic cyclic) {
      node.putObject("cyclic").put("period", cyclic.period());
    } else if (feature.kind() instanceof ContextColumn.Flag) {
      node.putObject("boolean");
    } else {
      ObjectNode categorical = node.putObject("categorical");
      categorical.put("maxValues", Math.max(1, feature.values().size()));
      feature.values().forEach(categorical.putArray("values")::add);
    }
  }

  private void reward(RewardRange range) {
    ObjectNode rule = root.putArray("rewardRules").addObject();
    rule.put("outcome", OUTCOME).put("reward", 1).put("usesValue", true).put("window", WINDOW);
    rule.putObject("valueRange").put("min", range.min()).put("max", range.max());
    root.put("learningMode", "LEARNING_MODE_ON_REWARD").put("everyZeroIsReported", true);
    root.put("grace", MEMORY).put("remember", MEMORY);
  }

  private void policy(@Nullable PolicyChoice policy) {
    if (policy != null) {
      ObjectNode node = root.putObject("policy").put("type", "POLICY_TYPE_" + policy.type());
      policy.exploration().ifPresent(value -> node.put("exploration", value));
      policy.priorPrecision().ifPresent(value -> node.put("priorPrecision", value));
      policy.halfLife().ifPresent(value -> root.put("halfLifeDecisions", (long) value));
      if (policy.onChange()) {
        root.put("forgetOnChange", true);
      }
    }
  }
}
