package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.campaign.History;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.DemoteCandidateRequest;
import dev.bandolier.v1.Evidence;
import dev.bandolier.v1.HistoryEntry;
import dev.bandolier.v1.HistoryEvent;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PromoteCandidateRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
   * @param known what is known of it under the revision that it is promoted from
   */
  public ManageOutcome promote(
      PromoteCandidateRequest request, Function<Campaign, Evidence> known) {
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
                    HistoryEntry.newBuilder()
                        .setRequestedBy(request.getRequestedBy())
                        .setEvidence(known.apply(current))));
  }

  /** Lets a candidate serve by itself, under the revision that the evidence is about. */
  public ManageOutcome promote(Campaign campaign, String candidate, Evidence evidence) {
    return management.change(
        campaign.name(),
        campaign.etag(),
        current -> promote(current, candidate, byItself(evidence)));
  }

  private static HistoryEntry.Builder byItself(Evidence evidence) {
    return HistoryEntry.newBuilder()
        .setAutomatic(true)
        .setRequestedBy(SERVER)
        .setEvidence(evidence);
  }

  private ManageOutcome promote(Campaign current, String name, HistoryEntry.Builder entry) {
    Candidate candidate = Candidates.find(current, name);
    if (candidate == null) {
      return new Refused(
          Refusal.ofFields(
              Reason.CANDIDATE_NOT_FOUND,
              List.of(
                  new Violation(
                      "candidate", "a candidate of " + current.name() + ", not '" + name + "'"))));
    }
    dev.bandolier.v1.Campaign before = current.definition();
    dev.bandolier.v1.Campaign.Builder after =
        Candidates.settings(before, candidate).toBuilder().clearCandidates();
    before.getCandidatesList().stream()
        .filter(other -> !other.getName().equals(name))
        .map(other -> Candidates.spelled(before, other))
        .forEach(after::addCandidates);
    entry.setEvent(HistoryEvent.HISTORY_EVENT_PROMOTED).setCandidate(name);
    return write(current, after, entry);
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
    dev.bandolier.v1.Campaign.Builder after =
        Candidates.settings(now, promoted.getBefore()).toBuilder().clearCandidates();
    now.getCandidatesList().forEach(each -> after.addCandidates(Candidates.spelled(now, each)));
    return write(
        current,
        after,
        HistoryEntry.newBuilder()
            .setEvent(HistoryEvent.HISTORY_EVENT_DEMOTED)
            .setCandidate(promoted.getCandidate())
            .setRequestedBy(requester));
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
          return management.planned(current, after.build());
        });
  }

  private ManageOutcome write(
      Campaign current, dev.bandolier.v1.Campaign.Builder after, HistoryEntry.Builder entry) {
    entry
        .setBefore(serving(current.definition().getPolicy(), current.floor()))
        .setAfter(serving(after.getPolicy(), after.getFloor()));
    History.add(after, entry.build());
    return management.planned(current, after.build());
  }

  private static Candidate serving(Policy policy, double floor) {
    return Candidate.newBuilder().setPolicy(policy).setFloor(floor).build();
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
