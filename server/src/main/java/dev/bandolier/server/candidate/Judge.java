package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.CandidateEvidence;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.v1.Candidate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Promotes candidates and concludes arms by itself, where their campaign wants that and the bound is passed: one change at a time, under the revision
 * that the evidence is about. Blocks its caller while a change takes effect.
 */
final class Judge {

  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final CandidateManagement management;
  private final Set<String> refused = new HashSet<>();

  Judge(CandidateManagement management) {
    this.management = management;
  }

  /**
   * Looks at what is known by now.
   *
   * @param current the campaign as it is
   */
  void look(Follower follower, Campaign current) {
    Contest contest = follower.contest();
    boolean fits =
        contest != null
            && contest.isWhole()
            && contest.campaign().uid() == current.uid()
            && contest.campaign().revision() == current.revision();
    if (contest == null || !fits) {
      return;
    }
    boolean promoted = current.definition().hasPromotion() && promote(contest, follower.position());
    if (!promoted && current.definition().hasConclusion()) {
      conclude(contest, follower.position());
    }
  }

  private boolean promote(Contest contest, long position) {
    Campaign campaign = contest.campaign();
    List<Candidate> candidates = campaign.definition().getCandidatesList();
    double margin = campaign.definition().getPromotion().getMargin();
    double error = contest.shares().candidate();
    int best = -1;
    double greatest = margin;
    for (int i = 0; i < candidates.size(); i++) {
      if (contest.evidence().gainsBy(i, margin, error)) {
        double low = contest.evidence().candidate(i, error).interval().low();
        best = low > greatest ? i : best;
        greatest = Math.max(greatest, low);
      }
    }
    if (best < 0) {
      return false;
    }
    Candidate winner = candidates.get(best);
    tell(
        campaign,
        "candidate " + winner.getName() + " serves from now on",
        management.promote(
            campaign, winner.getName(), Report.standing(contest, winner.getName(), position)));
    return true;
  }

  private void conclude(Contest contest, long position) {
    Campaign campaign = contest.campaign();
    double margin = campaign.definition().getConclusion().getMargin();
    for (Slot slot : campaign.slots()) {
      for (Arm arm : slot.arms()) {
        boolean may = slot.activeArms().length > 1 && arm.uid() != slot.defaultArm();
        if (may && contest.evidence().gainsWithout(slot, arm, margin)) {
          pause(contest, slot, arm, position);
          return;
        }
      }
    }
  }

  private void pause(Contest contest, Slot slot, Arm arm, long position) {
    CandidateEvidence.Found found = contest.evidence().without(slot, arm);
    if (found != null) {
      tell(
          contest.campaign(),
          "arm " + slot.name() + "/" + arm.id() + " is paused",
          management.conclude(
              contest.campaign(),
              slot.name(),
              arm.id(),
              Report.evidence(found, contest, position)));
    }
  }

  /** What is refused is tried again at every look, and told once. */
  private void tell(Campaign campaign, String what, ManageOutcome outcome) {
    if (outcome instanceof ManageOutcome.Changed) {
      LOG.info("{}: {}, by what was seen so far", campaign.name(), what);
    } else if (refused.add(what + campaign.etag())) {
      LOG.warn(
          "{}: {}, it should be, but: {}",
          campaign.name(),
          what,
          ((ManageOutcome.Refused) outcome).refusal().message());
    }
  }
}
