package dev.bandolier.server.campaign;

import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.v1.Candidate;
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
    return changed.build();
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
    if (own.hasPriorPrecision()) {
      policy.setPriorPrecision(own.getPriorPrecision());
    } else {
      policy.clearPriorPrecision();
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
