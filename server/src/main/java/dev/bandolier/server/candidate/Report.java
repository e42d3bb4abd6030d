package dev.bandolier.server.candidate;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.CandidateEvidence;
import dev.bandolier.server.evaluate.CandidateEvidence.Found;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.manage.Standing;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.ArmValue;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.CandidateValue;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.GetCandidatesResponse;
import java.util.List;
import java.util.Locale;

/** What a comparison has found, as the contract tells it. */
final class Report {

  private Report() {}

  static GetCandidatesResponse of(String name, Scorekeeper scores, long position) {
    GetCandidatesResponse.Builder report =
        GetCandidatesResponse.newBuilder().setCampaign(name).setPosition(position);
    Campaign campaign = scores.campaign();
    if (campaign != null) {
      report.setRevision(campaign.revision());
    }
    Contest contest = scores.contest();
    if (contest != null) {
      tell(report, contest, position);
      report.putLeftOut(name(LeftOut.Reason.OPEN), scores.waiting());
      report.putLeftOut("thinned", contest.thinned());
    }
    return report.build();
  }

  private static void tell(GetCandidatesResponse.Builder report, Contest contest, long position) {
    CandidateEvidence evidence = contest.evidence();
    report.setSince(since(contest)).setWhole(contest.isWhole()).setDecisions(evidence.decisions());
    if (evidence.decisions() > 0) {
      report.setServingMean(evidence.servedMean());
    }
    for (LeftOut.Reason reason : LeftOut.Reason.values()) {
      report.putLeftOut(name(reason), contest.leftOut().count(reason));
    }
    dev.bandolier.v1.Campaign definition = contest.campaign().definition();
    for (int i = 0; i < definition.getCandidatesCount(); i++) {
      report.addCandidates(
          CandidateValue.newBuilder()
              .setCandidate(definition.getCandidates(i).getName())
              .setEvidence(candidate(contest, i, position)));
    }
    contest.campaign().slots().forEach(slot -> tell(report, contest, slot, position));
  }

  private static void tell(
      GetCandidatesResponse.Builder report, Contest contest, Slot slot, long position) {
    for (Arm arm : slot.arms()) {
      Found found =
          arm.state() == ArmState.ARM_STATE_ACTIVE ? contest.evidence().without(slot, arm) : null;
      if (found != null) {
        report.addArms(
            ArmValue.newBuilder()
                .setSlot(slot.name())
                .setArm(arm.id())
                .setEvidence(evidence(found, contest, position)));
      }
    }
  }

  /** What is known of a candidate. */
  static Evidence candidate(Contest contest, int index, long position) {
    Found found = contest.evidence().candidate(index, contest.shares().candidate());
    return evidence(found, contest, position);
  }

  /** How a candidate stands; of a stranger nothing is known. */
  static Standing standing(Contest contest, String name, long position) {
    List<Candidate> candidates = contest.campaign().definition().getCandidatesList();
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).getName().equals(name)) {
        return new Standing(
            contest.campaign().revision(),
            candidate(contest, i, position),
            contest.learned(i),
            contest.posteriors(i));
      }
    }
    return Standing.UNKNOWN;
  }

  static Evidence evidence(Found found, Contest contest, long position) {
    Evidence.Builder told =
        Evidence.newBuilder()
            .setDecisions(found.decisions())
            .setLow(found.interval().low())
            .setHigh(found.interval().high())
            .setError(found.error())
            .setSince(since(contest))
            .setPosition(position);
    if (found.decisions() > 0) {
      told.setDifference(found.difference());
    }
    return told.build();
  }

  private static Timestamp since(Contest contest) {
    return contest.first().definition().getUpdateTime();
  }

  private static String name(LeftOut.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
