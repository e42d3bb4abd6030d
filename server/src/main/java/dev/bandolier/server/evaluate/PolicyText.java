package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.CampaignRules;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy in one word: {@code TYPE}, {@code TYPE:EXPLORATION} or {@code TYPE:EXPLORATION:PRIOR_PRECISION}, as in {@code
 * LIN_UCB:0.5}. What is left out is the default, not the campaign's.
 */
public final class PolicyText {

  private static final String PREFIX = "POLICY_TYPE_";

  /** Whatever the campaign has, it has. */
  private static final int MAX_DIMENSION = 1 << 20;

  /** Entries of a vector of other features: some 270 MB an arm, which the memory's limit refuses first. */
  private static final int MAX_OTHER_DIMENSION = 1 << 12;

  private PolicyText() {}

  /**
   * Reads it.
   *
   * @throws EvaluationException if it is not one
   */
  public static Policy parse(String text) {
    String[] parts = text.split(":", -1);
    PolicyType type = type(parts[0]);
    if (parts.length > 3 || type == null) {
      throw new EvaluationException(
          "'" + text + "' is no policy; one looks like LINEAR_THOMPSON or LIN_UCB:0.5");
    }
    Policy.Builder policy = Policy.newBuilder().setType(type);
    if (parts.length > 1 && !parts[1].isEmpty()) {
      policy.setExploration(number(text, parts[1]));
    }
    if (parts.length > 2 && !parts[2].isEmpty()) {
      policy.setPriorPrecision(number(text, parts[2]));
    }
    return policy.build();
  }

  /** A policy's name where it has no other: its type's. */
  static String name(Policy policy) {
    int number = policy.getTypeValue() == 0 ? 1 : policy.getTypeValue();
    PolicyType type = PolicyType.forNumber(number);
    return type == null ? Integer.toString(number) : type.name().substring(PREFIX.length());
  }

  private static @Nullable PolicyType type(String name) {
    for (PolicyType type : PolicyType.values()) {
      boolean real = type != PolicyType.UNRECOGNIZED && type.getNumber() != 0;
      if (real && type.name().equals(PREFIX + name)) {
        return type;
      }
    }
    return null;
  }

  private static double number(String text, String part) {
    try {
      return Double.parseDouble(part);
    } catch (NumberFormatException e) {
      throw new EvaluationException("'" + text + "': '" + part + "' is no number");
    }
  }

  /**
   * The campaign as it would be with another policy, and with other features where it asks for them.
   *
   * @param path of what is wrong, such as {@code policies[0].}
   * @throws EvaluationException if it would not be valid
   */
  public static Campaign apply(TargetSettings settings, Campaign campaign, String path) {
    ContextSchema schema = settings.schema();
    dev.bandolier.v1.Campaign.Builder changed =
        campaign.definition().toBuilder().setPolicy(settings.policy());
    dev.bandolier.v1.Campaign wanted =
        (schema == null ? changed : changed.setSchema(schema)).build();
    int dimension = schema == null ? MAX_DIMENSION : MAX_OTHER_DIMENSION;
    List<Violation> violations =
        CampaignRules.check(wanted, Limits.DEFAULT.withMaxDimension(dimension));
    if (!violations.isEmpty()) {
      Violation first = violations.get(0);
      throw new EvaluationException(new Violation(path + first.field(), first.description()));
    }
    return Candidates.compiled(campaign, wanted);
  }
}
