package dev.bandolier.server.campaign;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a campaign would be if a candidate served. Pure. */
public final class Candidates {

  private Candidates() {}

  /**
   * The campaign's definition with the candidate's settings in the place of its own. What a candidate leaves out is the
   * campaign's, except for the exploration of another type, whose default is that type's.
   */
  public static dev.bandolier.v1.Campaign settings(
      dev.bandolier.v1.Campaign definition, Candidate candidate) {
    dev.bandolier.v1.Campaign.Builder changed =
        definition.toBuilder().setPolicy(policy(definition.getPolicy(), candidate.getPolicy()));
    if (candidate.hasFloor()) {
      changed.setFloor(candidate.getFloor());
    }
    if (candidate.hasSchema()) {
      changed.setSchema(schema(definition.getSchema(), candidate.getSchema()));
    }
    return changed.build();
  }

  /** What the other schema does not name is only journalled, so that requests may go on to carry it. */
  private static ContextSchema schema(ContextSchema own, ContextSchema wanted) {
    ContextSchema.Builder schema = own.toBuilder().clearFeatures().clearCrossed();
    for (FeatureSchema feature : own.getFeaturesList()) {
      schema.addFeatures(
          wanted.getFeaturesList().stream()
              .filter(other -> other.getName().equals(feature.getName()))
              .findFirst()
              .orElseGet(() -> feature.toBuilder().setJournalOnly(true).build()));
    }
    return SchemaDefaults.fill(schema.addAllCrossed(wanted.getCrossedList()).build());
  }

  /** Whether a candidate has posteriors of its own: it encodes or learns otherwise than the campaign. */
  public static boolean isOwn(dev.bandolier.v1.Campaign definition, Candidate candidate) {
    Policy own = definition.getPolicy();
    Policy wanted = settings(definition, candidate).getPolicy();
    return candidate.hasSchema()
        || CampaignDefaults.priorPrecision(own) != CampaignDefaults.priorPrecision(wanted)
        || isLogistic(own) != isLogistic(wanted);
  }

  private static boolean isLogistic(Policy policy) {
    return policy.getType() == PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON;
  }

  /** A candidate that leaves nothing out, so that it stays what it is whatever serves. */
  public static Candidate spelled(dev.bandolier.v1.Campaign definition, Candidate candidate) {
    dev.bandolier.v1.Campaign settings = settings(definition, candidate);
    return candidate.toBuilder()
        .setPolicy(settings.getPolicy())
        .setFloor(settings.getFloor())
        .build();
  }

  private static Policy policy(Policy own, Policy wanted) {
    boolean same = wanted.getType() == PolicyType.POLICY_TYPE_UNSPECIFIED;
    Policy.Builder policy = same ? own.toBuilder() : wanted.toBuilder();
    if (same && wanted.hasExploration()) {
      policy.setExploration(wanted.getExploration());
    }
    if (wanted.hasPriorPrecision()) {
      policy.setPriorPrecision(wanted.getPriorPrecision());
    } else if (own.hasPriorPrecision()) {
      policy.setPriorPrecision(own.getPriorPrecision());
    }
    return policy.build();
  }

  /** The campaign compiled as it would be if the candidate served. */
  public static Campaign compiled(Campaign campaign, Candidate candidate) {
    return compiled(campaign, settings(campaign.definition(), candidate));
  }

  /** A campaign compiled as it would be with another definition, with the uids that it has; its revision is the next one. */
  public static Campaign compiled(Campaign campaign, dev.bandolier.v1.Campaign wanted) {
    CampaignChanged change =
        new CampaignChanged(
            CampaignChanged.Change.UPDATED,
            campaign.uid(),
            campaign.revision() + 1,
            campaign.saltHi(),
            campaign.saltLo(),
            List.of(),
            wanted);
    return Campaign.compile(change, campaign.createdMillis(), campaign);
  }

  /** The candidate of a name, or null. */
  public static @Nullable Candidate find(Campaign campaign, String name) {
    return campaign.definition().getCandidatesList().stream()
        .filter(candidate -> candidate.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** Whether anything is compared: there are candidates, or arms are judged, and the policy decides. */
  public static boolean compares(Campaign campaign) {
    dev.bandolier.v1.Campaign definition = campaign.definition();
    boolean wanted = definition.getCandidatesCount() > 0 || definition.hasConclusion();
    return switch (campaign.mode()) {
      case SERVING_MODE_ONLINE, SERVING_MODE_FROZEN -> wanted;
      default -> false;
    };
  }
}
