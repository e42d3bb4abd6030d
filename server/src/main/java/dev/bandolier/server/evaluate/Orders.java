package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.EvaluateRequest;
import dev.bandolier.v1.EvaluatedPolicy;
import dev.bandolier.v1.Policy;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes orders of requests. */
public final class Orders {

  private static final int MAX_POLICIES = 20;

  private Orders() {}

  /**
   * What a request asks.
   *
   * @throws EvaluationException if it is not valid
   */
  public static Order of(EvaluateRequest request) {
    Map<String, TargetSettings> policies = new LinkedHashMap<>();
    for (EvaluatedPolicy each : request.getPoliciesList()) {
      Policy policy = each.getPolicy();
      String name = each.getName().isEmpty() ? PolicyText.name(policy) : each.getName();
      ContextSchema schema = each.hasSchema() ? each.getSchema() : null;
      if (policies.put(name, new TargetSettings(policy, schema)) != null) {
        throw invalid("policies", "two are called '" + name + "'");
      }
    }
    if (policies.isEmpty() || policies.size() > MAX_POLICIES) {
      throw invalid("policies", "at least one, at most " + MAX_POLICIES);
    }
    return new Order(request.getCampaign(), request.getSlot(), policies, question(request));
  }

  private static EvaluationException invalid(String field, String description) {
    return new EvaluationException(new Violation(field, description));
  }

  private static Question question(EvaluateRequest request) {
    ValueOf valueOf =
        request.getValueOf() == dev.bandolier.v1.ValueOf.VALUE_OF_OWN_RUN
            ? ValueOf.OWN_RUN
            : ValueOf.FROZEN;
    double earlier = request.hasEarlier() ? request.getEarlier() : Question.DEFAULT.earlier();
    double clip = request.hasClip() ? request.getClip() : Question.DEFAULT.clip();
    if (!Question.isEarlier(earlier)) {
      throw invalid("earlier", "a share above 0 and below 1, or a whole number of decisions");
    }
    if (!(clip > 0.0)) {
      throw invalid("clip", "above 0");
    }
    long seed = request.hasSeed() ? request.getSeed() : Question.DEFAULT.seed();
    return new Question(valueOf, earlier, clip, seed);
  }
}
