package dev.bandolier.server.evaluate;

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
    Map<String, Policy> policies = new LinkedHashMap<>();
    for (EvaluatedPolicy each : request.getPoliciesList()) {
      Policy policy = each.getPolicy();
      String name = each.getName().isEmpty() ? PolicyText.name(policy) : each.getName();
      if (policies.put(name, policy) != null) {
        throw new EvaluationException("policies: two are called '" + name + "'");
      }
    }
    if (policies.isEmpty() || policies.size() > MAX_POLICIES) {
      throw new EvaluationException("policies: at least one, at most " + MAX_POLICIES);
    }
    return new Order(request.getCampaign(), request.getSlot(), policies, question(request));
  }

  private static Question question(EvaluateRequest request) {
    ValueOf valueOf =
        request.getValueOf() == dev.bandolier.v1.ValueOf.VALUE_OF_OWN_RUN
            ? ValueOf.OWN_RUN
            : ValueOf.FROZEN;
    try {
      return new Question(
          valueOf,
          request.hasEarlier() ? request.getEarlier() : Question.DEFAULT.earlier(),
          request.hasClip() ? request.getClip() : Question.DEFAULT.clip(),
          request.hasSeed() ? request.getSeed() : Question.DEFAULT.seed());
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()));
    }
  }
}
