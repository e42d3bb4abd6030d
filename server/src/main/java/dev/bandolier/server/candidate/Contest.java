package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.decide.Rescorer;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.evaluate.CandidateEvidence;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.LoggedRow;
import dev.bandolier.server.evaluate.LoggedSlot;
import dev.bandolier.server.evaluate.OwnCandidate;
import dev.bandolier.server.evaluate.RewardRange;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.GivenPosterior;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of a campaign's candidates with what serves, from its first revision on for as long as nothing changes that it is about. Candidates have
 * the arms that serve, or posteriors of their own: what they would do is asked of them just before the decision is folded. The folding thread.
 */
final class Contest {

  private static final double[] NO_REWARDS = {};

  private final dev.bandolier.v1.Campaign about;
  private final Campaign first;
  private final boolean whole;
  private final Shares shares;
  private final CandidateEvidence evidence;
  private final LeftOut leftOut = new LeftOut();
  private final Rescorer rescorer = new Rescorer();
  private final List<Served> candidates = new ArrayList<>();
  private final List<@Nullable OwnCandidate> owns = new ArrayList<>();
  private Encoder encoder;
  private Campaign campaign;
  private long thinned;

  private Contest(
      Campaign campaign, Encoder encoder, RewardRange range, boolean whole, Shares shares) {
    this.about = about(campaign);
    this.first = campaign;
    this.campaign = campaign;
    this.encoder = encoder;
    this.whole = whole;
    this.shares = shares;
    this.evidence =
        new CandidateEvidence(
            campaign,
            range,
            about.getCandidatesCount(),
            about.hasConclusion() ? shares.arms() : 0.0);
    for (Candidate candidate : about.getCandidatesList()) {
      boolean own = Candidates.isOwn(campaign.definition(), candidate);
      owns.add(own ? new OwnCandidate(candidate, Candidates.compiled(campaign, candidate)) : null);
    }
  }

  /**
   * The comparison that a revision begins; null where it compares nothing.
   *
   * @param whole whether every decision since is seen
   * @param ended the comparison that it takes the place of; null for none
   */
  static @Nullable Contest begin(
      Campaign campaign, Encoder encoder, boolean whole, @Nullable Contest ended) {
    RewardRange range = RewardRange.of(campaign.definition());
    return range != null && Candidates.compares(campaign)
        ? new Contest(campaign, encoder, range, whole, Shares.of(campaign, ended))
        : null;
  }

  /** What a comparison is about: with any change of it, it is another one. */
  private static dev.bandolier.v1.Campaign about(Campaign campaign) {
    dev.bandolier.v1.Campaign all = campaign.definition();
    dev.bandolier.v1.Campaign.Builder about =
        dev.bandolier.v1.Campaign.newBuilder()
            .setPolicy(all.getPolicy())
            .setFloor(all.getFloor())
            .setMode(all.getMode())
            .setAtClose(all.getAtClose())
            .setDefaultReward(all.getDefaultReward())
            .addAllRewardRules(all.getRewardRulesList())
            .addAllCandidates(all.getCandidatesList());
    if (all.getCandidatesList().stream().anyMatch(each -> Candidates.isOwn(all, each))) {
      about.setSchema(all.getSchema());
    }
    for (Slot slot : all.getSlotsList()) {
      about.addSlotsBuilder().setName(slot.getName()).setDefaultArm(slot.getDefaultArm());
    }
    if (all.hasRewardBounds()) {
      about.setRewardBounds(all.getRewardBounds());
    }
    if (all.hasConclusion()) {
      about.setConclusion(all.getConclusion().getDefaultInstanceForType());
    }
    return about.build();
  }

  /** Whether it goes on with a later revision. */
  boolean goesOnWith(Campaign revised) {
    return revised.uid() == first.uid() && about(revised).equals(about);
  }

  /**
   * Takes note of where decisions find their posteriors now.
   *
   * @param position of the fact that is folded
   */
  void publish(Campaign revised, Encoder newEncoder, CampaignModel model, long position) {
    if (revised.revision() != campaign.revision()) {
      evidence.revise(revised, position);
    }
    campaign = revised;
    encoder = newEncoder;
    candidates.clear();
    for (int i = 0; i < owns.size(); i++) {
      Campaign settings = Candidates.compiled(revised, about.getCandidates(i));
      candidates.add(new Served(settings, newEncoder, model));
      OwnCandidate own = owns.get(i);
      if (own != null) {
        own.revise(settings);
      }
    }
  }

  /** Whether a decision that is not folded yet is compared; where it is not, that is counted. */
  boolean compares(DecisionMade made) {
    if (made.revision() < first.revision() || made.revision() > campaign.revision()) {
      return false;
    }
    LeftOut.Reason reason = reason(made);
    if (reason != null) {
      leftOut.add(reason);
    }
    return reason == null;
  }

  /**
   * What candidates would do about a decision that is compared: probabilities by candidate, slot and eligible arm. Null where one cannot see its
   * context, which is counted.
   *
   * @param revision that it was made under
   * @param time when it was made, epoch milliseconds
   */
  float @Nullable [] ask(DecisionMade made, @Nullable Campaign revision, long position, long time) {
    if (!see(made, revision, time)) {
      leftOut.add(LeftOut.Reason.NO_CONTEXT);
      return null;
    }
    float[] targets = new float[candidates.size() * arms(made)];
    int at = 0;
    for (int c = 0; c < candidates.size(); c++) {
      for (int i = 0; i < made.slotCount(); i++) {
        for (double p : pmf(c, made.seekSlot(i), position)) {
          targets[at++] = (float) p;
        }
      }
    }
    return targets;
  }

  private boolean see(DecisionMade made, @Nullable Campaign revision, long time) {
    boolean seen = true;
    for (OwnCandidate own : owns) {
      seen &= own == null || own.see(made, revision, time);
    }
    return seen;
  }

  private double[] pmf(int candidate, DecisionMade slot, long position) {
    OwnCandidate own = owns.get(candidate);
    return own == null
        ? rescorer.weigh(candidates.get(candidate), slot).pmf()
        : own.probabilities(LoggedSlot.of(slot, NO_REWARDS), position);
  }

  private static int arms(DecisionMade made) {
    int arms = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      arms += made.seekSlot(i).eligible();
    }
    return arms;
  }

  private LeftOut.@Nullable Reason reason(DecisionMade made) {
    return switch (made.decisionSource()) {
      case DecisionSource.DECISION_SOURCE_HOLDOUT_VALUE -> LeftOut.Reason.HOLDOUT;
      case DecisionSource.DECISION_SOURCE_POLICY_VALUE -> reasonOfPolicys(made);
      default -> LeftOut.Reason.DEFAULT;
    };
  }

  private LeftOut.@Nullable Reason reasonOfPolicys(DecisionMade made) {
    for (int i = 0; i < made.slotCount(); i++) {
      if (campaign.slotByUid(made.seekSlot(i).slotUid()) == null) {
        return LeftOut.Reason.UNKNOWN;
      }
    }
    return made.tracked() ? null : LeftOut.Reason.UNTRACKED;
  }

  /**
   * Takes a decision in that was asked about, once its rewards are known; then candidates learn from it that have to.
   *
   * @param revision that it was made under
   */
  void add(LoggedRow row, float[] targets, DecisionMade made, @Nullable Campaign revision) {
    if (!evidence.add(row, targets)) {
      leftOut.add(LeftOut.Reason.CENSORED);
    }
    if (see(made, revision, row.time())) {
      for (OwnCandidate own : owns) {
        if (own != null) {
          own.learn(row);
        }
      }
    }
  }

  /** What a candidate's own posteriors would give the campaign's arms; null where it has the campaign's. */
  @Nullable List<GivenPosterior> posteriors(int candidate) {
    OwnCandidate own = owns.get(candidate);
    return own == null
        ? null
        : own.posteriors(Candidates.compiled(campaign, learned(candidate)), encoder);
  }

  /** A candidate with what it knows of its features' values. */
  Candidate learned(int candidate) {
    OwnCandidate own = owns.get(candidate);
    Candidate declared = about.getCandidates(candidate);
    return own == null ? declared : own.learned(declared);
  }

  /** Counts a decision that is not compared since there are too many. */
  void thin() {
    thinned++;
  }

  /** How many were not compared since there are too many. */
  long thinned() {
    return thinned;
  }

  /** Counts a decision of which it is not known what became of it. */
  void lose() {
    leftOut.add(LeftOut.Reason.UNKNOWN);
  }

  Campaign campaign() {
    return campaign;
  }

  /** The revision that it began with. */
  Campaign first() {
    return first;
  }

  /** How the error is shared. */
  Shares shares() {
    return shares;
  }

  /** Whether every decision since was seen. */
  boolean isWhole() {
    return whole;
  }

  CandidateEvidence evidence() {
    return evidence;
  }

  LeftOut leftOut() {
    return leftOut;
  }
}
