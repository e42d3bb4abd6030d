package dev.bandolier.loadtest.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the server is told about a campaign, in the proto3 JSON mapping. Pure. */
final class Definition {
  private static final JsonMapper JSON = new JsonMapper();

  private static final long DAY_MILLIS = 86_400_000;

  private Definition() {}

  static String of(Scheme scheme) {
    ObjectNode root = JSON.createObjectNode().put("name", scheme.name());
    scheme.slots().forEach(slot -> slot(root.withArray("slots").addObject(), slot));
    schema(root.putObject("schema").putArray("features"));
    scheme.rules().forEach(rule -> rule(root.withArray("rewardRules").addObject(), scheme, rule));
    root.put("learningMode", scheme.learningMode());
    root.put("everyZeroIsReported", scheme.learningMode().equals("ON_REWARD"));
    root.put("atClose", scheme.censorsAtClose() ? "CENSOR" : "DEFAULT_REWARD");
    root.put("grace", seconds(Scheme.GRACE_MILLIS));
    if (!scheme.durability().isEmpty()) {
      root.put("outcomeDurability", scheme.durability());
    }
    keeping(root, scheme.keeping());
    if (scheme.hasty()) {
      root.put("activationWindow", seconds(Scheme.ACTIVATION_MILLIS));
    }
    if (scheme.holdout() > 0) {
      root.putObject("holdout").put("share", scheme.holdout());
    }
    return root.toString();
  }

  private static void slot(ObjectNode node, Scheme.Choice slot) {
    node.put("name", slot.slot());
    ArrayNode arms = node.putArray("arms");
    slot.arms().forEach(arm -> arms.addObject().put("id", arm));
  }

  private static void keeping(ObjectNode root, Keeping keeping) {
    if (keeping.tokens()) {
      root.put("tokens", true).put("repeatPeriod", seconds(DAY_MILLIS));
    }
    if (keeping.rememberMillis() > 0) {
      root.put("remember", seconds(keeping.rememberMillis()));
    }
  }

  private static void schema(ArrayNode features) {
    features.addObject().put("name", "device").putObject("categorical").put("maxValues", 6);
    ObjectNode age = features.addObject().put("name", "age").putObject("numeric");
    age.put("min", 0).put("max", 100);
  }

  private static void rule(ObjectNode node, Scheme scheme, Rule rule) {
    node.put("outcome", rule.outcome()).put("reward", rule.reward());
    node.put("window", seconds(scheme.windowMillis()))
        .put("aggregation", rule.aggregation().name());
    rule.slots().forEach(node.putArray("slots")::add);
    rule.requires().forEach(node.putArray("requires")::add);
    node.put("machine", rule.unknowable() ? "UNKNOWABLE" : "IGNORED");
    if (rule.usesValue()) {
      node.put("usesValue", true).putObject("valueRange").put("min", 0).put("max", rule.most());
    }
  }

  private static String seconds(long millis) {
    return millis / 1000 + "s";
  }
}
