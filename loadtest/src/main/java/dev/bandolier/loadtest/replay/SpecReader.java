package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a spec from YAML; a key that is unknown or belongs to another kind is refused by name. */
final class SpecReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> COMMON = List.of("name", "kind", "policy", "limit", "seed");
  private static final Map<String, List<String>> OWN = new LinkedHashMap<>();

  static {
    OWN.put("logged", List.of("file", "context", "cross", "action", "propensity", "reward"));
    OWN.put("labelled", List.of("file", "context", "cross", "label", "rewards"));
    OWN.put("rates", List.of("file", "group", "arm", "trials", "successes", "rounds"));
    OWN.put("synthetic", List.of("cross", "gamma", "rounds", "delay", "redraw_every"));
  }

  private SpecReader() {}

  /**
   * The spec that the text states.
   *
   * @throws SpecException naming the key that is wrong
   */
  static Spec read(String yaml) {
    Section root = new Section("", parse(yaml));
    String kind = root.text("kind");
    checkKeys(root, kind);
    Map<String, ContextColumn> context =
        kind.equals("synthetic") ? SyntheticProblem.CONTEXT : context(root);
    return new Spec(
        root.text("name"),
        keysOf(kind).contains("file") ? root.text("file") : "",
        kind(root, kind),
        context,
        cross(root, context),
        policy(root),
        root.optionalCount("limit"),
        root.optionalWhole("seed"));
  }

  private static JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException broken) {
      throw new SpecException("spec: no valid YAML: " + broken.getOriginalMessage(), broken);
    }
  }

  private static void checkKeys(Section root, String kind) {
    List<String> own = OWN.get(kind);
    if (own == null) {
      throw SpecException.at("kind", "expected one of " + String.join(", ", OWN.keySet()));
    }
    for (String key : root.keys()) {
      if (!COMMON.contains(key) && !own.contains(key)) {
        throw SpecException.at(key, misplaced(key, kind));
      }
    }
  }

  private static String misplaced(String key, String kind) {
    List<String> owners = OWN.keySet().stream().filter(k -> keysOf(k).contains(key)).toList();
    return owners.isEmpty()
        ? "unknown key"
        : "belongs to kind " + String.join(" or ", owners) + ", not to " + kind;
  }

  private static List<String> keysOf(String kind) {
    return OWN.getOrDefault(kind, List.of());
  }

  private static Kind kind(Section root, String kind) {
    return switch (kind) {
      case "logged" -> logged(root);
      case "synthetic" -> synthetic(root);
      case "labelled" -> new Kind.Labelled(root.text("label"), rewards(root));
      default -> rates(root);
    };
  }

  private static Kind logged(Section root) {
    return new Kind.Logged(root.text("action"), propensity(root), root.text("reward"));
  }

  private static Kind.Propensity propensity(Section root) {
    if (root.has("propensity") && !root.isNumber("propensity")) {
      return new Kind.Propensity.Column(root.text("propensity"));
    }
    double constant = root.number("propensity");
    if (constant <= 0 || constant > 1) {
      throw SpecException.at("propensity", "expected a column or a number in (0, 1]");
    }
    return new Kind.Propensity.Constant(constant);
  }

  private static Kind.Rewards rewards(Section root) {
    Section rewards = root.section("rewards");
    if (rewards.has("right") && rewards.isNumber("right")) {
      rewards.only("right", "wrong");
      return new Kind.Rewards.RightWrong(rewards.number("right"), rewards.number("wrong"));
    }
    Map<String, Map<String, double[]>> perArm = new LinkedHashMap<>();
    for (String arm : rewards.keys()) {
      perArm.put(arm, perLabel(rewards.section(arm)));
    }
    return new Kind.Rewards.PerArm(perArm);
  }

  private static Map<String, double[]> perLabel(Section arm) {
    Map<String, double[]> perLabel = new LinkedHashMap<>();
    arm.keys().forEach(label -> perLabel.put(label, arm.numbers(label)));
    return perLabel;
  }

  private static Kind synthetic(Section root) {
    return new Kind.Synthetic(
        root.number("gamma"),
        root.count("rounds"),
        root.optionalCount("delay").orElse(0),
        root.optionalCount("redraw_every").orElse(0));
  }

  private static Kind rates(Section root) {
    return new Kind.Rates(
        root.textOrNull("group"),
        root.texts("arm"),
        root.text("trials"),
        root.text("successes"),
        root.count("rounds"));
  }

  private static Map<String, ContextColumn> context(Section root) {
    Map<String, ContextColumn> columns = new LinkedHashMap<>();
    if (root.has("context")) {
      Section context = root.section("context");
      context.keys().forEach(name -> columns.put(name, column(context.section(name))));
    }
    return columns;
  }

  private static ContextColumn column(Section column) {
    String type = column.text("type");
    return switch (type) {
      case "numeric" -> numeric(column);
      case "cyclic" -> cyclic(column);
      case "categorical" -> bare(column, new ContextColumn.Categorical());
      case "boolean" -> bare(column, new ContextColumn.Flag());
      default ->
          throw SpecException.at(
              column.path("type"), "expected numeric, categorical, cyclic or boolean");
    };
  }

  private static ContextColumn bare(Section column, ContextColumn read) {
    column.only("type");
    return read;
  }

  private static ContextColumn numeric(Section column) {
    column.only("type", "min", "max");
    double min = column.number("min");
    double max = column.number("max");
    if (min >= max) {
      throw SpecException.at(column.path("max"), "must be above min");
    }
    return new ContextColumn.Numeric(min, max);
  }

  private static ContextColumn cyclic(Section column) {
    column.only("type", "period");
    double period = column.number("period");
    if (period < 2) {
      throw SpecException.at(column.path("period"), "must be at least 2");
    }
    return new ContextColumn.Cyclic(period);
  }

  private static List<Spec.Cross> cross(Section root, Map<String, ContextColumn> context) {
    List<Spec.Cross> pairs = new ArrayList<>();
    if (root.has("cross")) {
      root.items("cross").forEach(pair -> pairs.add(pair(pair, context)));
    }
    return pairs;
  }

  private static Spec.Cross pair(JsonNode pair, Map<String, ContextColumn> context) {
    if (!pair.isArray() || pair.size() != 2) {
      throw SpecException.at("cross", "expected pairs of context columns, as in [[a, b]]");
    }
    for (JsonNode name : pair) {
      if (!context.containsKey(name.asText())) {
        throw SpecException.at("cross", "'" + name.asText() + "' is not in context");
      }
    }
    return new Spec.Cross(pair.get(0).asText(), pair.get(1).asText());
  }

  private static @Nullable PolicyChoice policy(Section root) {
    if (!root.has("policy")) {
      return null;
    }
    Section policy = root.section("policy");
    policy.only("type", "exploration", "prior_precision", "half_life_decisions");
    return new PolicyChoice(
        policy.text("type"),
        policy.optionalNumber("exploration"),
        policy.optionalNumber("prior_precision"),
        policy.optionalNumber("half_life_decisions"),
        false);
  }
}
