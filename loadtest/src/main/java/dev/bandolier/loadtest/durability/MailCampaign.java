package dev.bandolier.loadtest.durability;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.OutcomeReport;
import java.util.random.RandomGenerator;

/**
 * The campaign that is measured with: one slot of ten arms, a vector of 36 entries of which four are not
 * zero (intercept, hour, device, segment), a window of a day. Pure.
 */
final class MailCampaign {
  static final int ARMS = 10;
  static final int DIMENSION = 36;
  static final String OUTCOME = "click";

  private static final int HOURS = 24;
  private static final int DEVICES = 4;
  private static final int SEGMENTS = 5;
  private static final JsonMapper JSON = new JsonMapper();

  private MailCampaign() {}

  /**
   * In the proto3 JSON mapping.
   *
   * @param name the resource name
   * @param outcomeDurability the contract's short name
   */
  static String definition(String name, String outcomeDurability) {
    ObjectNode root = JSON.createObjectNode().put("name", name);
    ArrayNode arms = root.putArray("slots").addObject().put("name", "picture").putArray("arms");
    for (int i = 0; i < ARMS; i++) {
      arms.addObject().put("id", "picture-" + i);
    }
    schema(root.putObject("schema").putArray("features"));
    root.putArray("rewardRules").addObject().put("outcome", OUTCOME).put("reward", 1);
    ((ObjectNode) root.path("rewardRules").path(0)).put("window", "86400s");
    return root.put("outcomeDurability", outcomeDurability).toString();
  }

  private static void schema(ArrayNode features) {
    features.addObject().put("name", "hour").putObject("cyclic").put("period", HOURS);
    categorical(features, "device", DEVICES);
    categorical(features, "segment", SEGMENTS);
  }

  private static void categorical(ArrayNode features, String name, int values) {
    features.addObject().put("name", name).putObject("categorical").put("maxValues", values);
  }

  /** A decision about somebody. */
  static DecisionRequest request(String campaign, String id, RandomGenerator random) {
    return DecisionRequest.builder(campaign)
        .decisionId(id)
        .number("hour", random.nextInt(HOURS))
        .category("device", "device-" + random.nextInt(DEVICES))
        .category("segment", "segment-" + random.nextInt(SEGMENTS))
        .build();
  }

  /** Its one outcome. */
  static OutcomeReport click(Decision decision) {
    return decision.outcome(OUTCOME).outcomeId("click").build();
  }
}
