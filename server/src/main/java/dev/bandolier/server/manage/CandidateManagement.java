package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.CampaignDefaults;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.campaign.History;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.GivenPosterior;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.DemoteCandidateRequest;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.HistoryEntry;
import dev.bandolier.v1.HistoryEvent;
import dev.bandolier.v1.PromoteCandidateRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets candidates serve, takes that back, and pauses arms by evidence. Each is a change of the campaign as any other, whose fact carries what was
 * done and why in the definition's history, so that folding it again needs nothing else. Any thread; blocks its caller.
 */
public final class CandidateManagement {

  private static final String SERVER = "server";

  private final Management management;

  /** Changes campaigns by this. */
  public CandidateManagement(Management management) {
    this.management = management;
  }

  /**
   * Lets a candidate serve because somebody wants it.
   *
   * @param standing how it stood lately
   */
  public ManageOutcome promote(PromoteCandidateRequest request, Standing standing) {
    Refusal refusal = checkRequester(request.getRequestedBy());
    return refusal != null
        ? new Refused(refusal)
        : management.change(
            request.getCampaign(),
            request.getEtag(),
            current ->
                promote(
                    current,
                    request.getCandidate(),
                    standing.revision() == current.revision() ? standing : Standing.UNKNOWN,
                    HistoryEntry.newBuilder().setRequestedBy(request.getRequestedBy())));
  }

  /** Lets a candidate serve by itself, under the revision that the evidence is about. */
  public ManageOutcome promote(Campaign campaign, String candidate, Standing standing) {
    return management.change(
        campaign.name(),
        campaign.etag(),
        current -> promote(current, candidate, standing, byItself(Evidence.getDefaultInstance())));
  }

  private static HistoryEntry.Builder byItself(Evidence evidence) {
    return HistoryEntry.newBuilder()
        .setAutomatic(true)
        .setRequestedBy(SERVER)
        .setEvidence(evidence);
  }

  private ManageOutcome promote(
      Campaign current, String name, Standing standing, HistoryEntry.Builder entry) {
    Candidate candidate = Candidates.find(current, name);
    if (candidate == null) {
      return new Refused(
          Refusal.ofFields(
              Reason.CANDIDATE_NOT_FOUND,
              List.of(
                  new Violation(
                      "candidate", "a candidate of " + current.name() + ", not '" + name + "'"))));
    }
    List<GivenPosterior> posteriors = standing.posteriors();
    boolean own = Candidates.isOwn(current.definition(), candidate);
    if (own && posteriors == null) {
      return new Refused(
          Refusal.of(
              Reason.OVERLOADED,
              "what '"
                  + name
                  + "' has learned is not followed up to the campaign's revision yet: try again in"
                  + " a while"));
    }
    dev.bandolier.v1.Campaign before = current.definition();
    dev.bandolier.v1.Campaign.Builder after =
        Candidates.settings(before, own ? standing.learned() : candidate).toBuilder()
            .clearCandidates();
    before.getCandidatesList().stream()
        .filter(other -> !other.getName().equals(name))
        .map(other -> Candidates.spelled(before, other))
        .forEach(after::addCandidates);
    entry
        .setEvent(HistoryEvent.HISTORY_EVENT_PROMOTED)
        .setCandidate(name)
        .setEvidence(standing.evidence());
    return own && posteriors != null
        ? management.revisions().given(current, recorded(current, after, entry), posteriors)
        : management.revisions().planned(current, recorded(current, after, entry));
  }

  /** Lets serve again what served before the latest promotion. */
  public ManageOutcome demote(DemoteCandidateRequest request) {
    Refusal refusal = checkRequester(request.getRequestedBy());
    return refusal != null
        ? new Refused(refusal)
        : management.change(
            request.getCampaign(),
            request.getEtag(),
            current -> demote(current, request.getRequestedBy()));
  }

  private ManageOutcome demote(Campaign current, String requester) {
    HistoryEntry promoted = latestPromotion(current.definition().getHistoryList());
    if (promoted == null) {
      return new Refused(
          Refusal.of(
              Reason.NOTHING_PROMOTED,
              "no promotion of " + current.name() + " is left to be taken back"));
    }
    dev.bandolier.v1.Campaign now = current.definition();
    Candidate settings = restored(promoted);
    dev.bandolier.v1.Campaign.Builder after =
        Candidates.settings(now, settings).toBuilder().clearCandidates();
    now.getCandidatesList().forEach(each -> after.addCandidates(Candidates.spelled(now, each)));
    HistoryEntry.Builder entry =
        HistoryEntry.newBuilder()
            .setEvent(HistoryEvent.HISTORY_EVENT_DEMOTED)
            .setCandidate(promoted.getCandidate())
            .setRequestedBy(requester);
    dev.bandolier.v1.Campaign wanted = recorded(current, after, entry);
    return Candidates.isOwn(now, settings)
        ? management.revisions().given(current, wanted, List.of())
        : management.revisions().planned(current, wanted);
  }

  /** What a promotion did not change stays as it is now. */
  private static Candidate restored(HistoryEntry promoted) {
    Candidate.Builder before = promoted.getBefore().toBuilder();
    double prior = before.getPolicy().getPriorPrecision();
    if (promoted.getAfter().getPolicy().getPriorPrecision() == prior) {
      before.getPolicyBuilder().clearPriorPrecision();
    }
    return before.build();
  }

  /** Each demotion takes back the latest promotion that none has taken back. */
  static @Nullable HistoryEntry latestPromotion(List<HistoryEntry> history) {
    List<HistoryEntry> standing = new ArrayList<>();
    for (HistoryEntry entry : history) {
      if (entry.getEvent() == HistoryEvent.HISTORY_EVENT_PROMOTED) {
        standing.add(entry);
      } else if (entry.getEvent() == HistoryEvent.HISTORY_EVENT_DEMOTED && !standing.isEmpty()) {
        standing.remove(standing.size() - 1);
      }
    }
    return standing.isEmpty() ? null : standing.get(standing.size() - 1);
  }

  /** Pauses an arm by itself, under the revision that the evidence is about. */
  public ManageOutcome conclude(Campaign campaign, String slot, String arm, Evidence evidence) {
    return management.change(
        campaign.name(),
        campaign.etag(),
        current -> {
          dev.bandolier.v1.Campaign.Builder after =
              ArmChanges.inState(current, slot, List.of(arm), ArmState.ARM_STATE_PAUSED)
                  .toBuilder();
          HistoryEntry.Builder entry =
              byItself(evidence)
                  .setEvent(HistoryEvent.HISTORY_EVENT_ARM_CONCLUDED)
                  .setSlot(slot)
                  .setArm(arm);
          History.add(after, entry.build());
          return management.revisions().planned(current, after.build());
        });
  }

  private static dev.bandolier.v1.Campaign recorded(
      Campaign current, dev.bandolier.v1.Campaign.Builder after, HistoryEntry.Builder entry) {
    dev.bandolier.v1.Campaign before = CampaignDefaults.fill(current.definition());
    dev.bandolier.v1.Campaign filled = CampaignDefaults.fill(after.build());
    boolean otherSchema = !before.getSchema().equals(filled.getSchema());
    entry.setBefore(serving(before, otherSchema)).setAfter(serving(filled, otherSchema));
    History.add(after, entry.build());
    return after.build();
  }

  private static Candidate serving(dev.bandolier.v1.Campaign definition, boolean withSchema) {
    Candidate.Builder serving =
        Candidate.newBuilder().setPolicy(definition.getPolicy()).setFloor(definition.getFloor());
    if (withSchema) {
      serving.setSchema(definition.getSchema());
    }
    return serving.build();
  }

  private static @Nullable Refusal checkRequester(String requester) {
    int bytes = requester.getBytes(StandardCharsets.UTF_8).length;
    return bytes > Limits.MAX_REQUESTER_BYTES
        ? Refusal.invalid(
            List.of(
                new Violation(
                    "requested_by",
                    "must be at most " + Limits.MAX_REQUESTER_BYTES + " bytes of UTF-8")))
        : null;
  }
}
