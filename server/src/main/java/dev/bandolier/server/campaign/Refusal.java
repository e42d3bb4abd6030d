package dev.bandolier.server.campaign;

import java.util.List;

/**
 * Why something was not done. A value, not an exception: refusing is part of the work.
 *
 * @param reason the constant to branch on
 * @param message what happened, what it means, what to do
 * @param violations what is wrong with which field; empty where no field is to blame
 */
public record Refusal(Reason reason, String message, List<Violation> violations) {

  /** Keeps a copy of the list. */
  public Refusal {
    violations = List.copyOf(violations);
  }

  /** Why something was not done. */
  public enum Reason {
    /** A field is not as its comment demands. */
    FIELD_INVALID,
    /** No campaign has that name. */
    CAMPAIGN_NOT_FOUND,
    /** A campaign of that name is there already. */
    CAMPAIGN_EXISTS,
    /** There are as many campaigns as this server keeps. */
    CAMPAIGNS_FULL,
    /** The campaign has no slot of that name. */
    SLOT_NOT_FOUND,
    /** The slot has no arm of that id. */
    ARM_NOT_FOUND,
    /** The campaign has no candidate of that name. */
    CANDIDATE_NOT_FOUND,
    /** Nothing was promoted that could be taken back. */
    NOTHING_PROMOTED,
    /** The campaign has changed since the etag was read. */
    ETAG_STALE,
    /** No arm may be chosen. */
    NOTHING_ELIGIBLE,
    /** Another request was decided under that id. */
    DECISION_EXISTS,
    /** No decision is remembered under that id. */
    DECISION_NOT_FOUND,
    /** What was to be changed is fixed for the campaign's life. */
    CHANGE_REFUSED,
    /** The change starts posteriors anew and the request does not agree to that. */
    RESET_NEEDED,
    /** The campaign has no snapshot of that name. */
    SNAPSHOT_NOT_FOUND,
    /** The campaign has a snapshot of that name already. */
    SNAPSHOT_EXISTS,
    /** The campaign keeps as many snapshots as it may. */
    SNAPSHOTS_FULL,
    /** A rollback in the journal needs the snapshot. */
    SNAPSHOT_PINNED,
    /** The campaign is not such that the snapshot's posteriors could be its own. */
    SNAPSHOT_UNFIT,
    /** The snapshot's file is not what was written. */
    SNAPSHOT_DAMAGED,
    /** The snapshot's file could not be written. */
    SNAPSHOT_NOT_WRITTEN,
    /** The arms' memory is too small for it. */
    DOES_NOT_FIT,
    /** Too much is under way. */
    OVERLOADED,
    /** Learning has too much to catch up with. */
    LEARNING_BEHIND,
    /** The ledger keeps no more open decisions. */
    LEDGER_FULL,
    /** The journal takes no more facts. */
    JOURNAL_FULL,
    /** The server is about to stop. */
    SHUTTING_DOWN
  }

  /** A refusal that no field is to blame for. */
  public static Refusal of(Reason reason, String message) {
    return new Refusal(reason, message, List.of());
  }

  /** A refusal of fields, with a message that names the first of them. */
  public static Refusal ofFields(Reason reason, List<Violation> violations) {
    Violation first = violations.get(0);
    String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
    return new Refusal(reason, first.field() + ": " + first.description() + more, violations);
  }

  /** A refusal of fields that are not as they must be. */
  public static Refusal invalid(List<Violation> violations) {
    return ofFields(Reason.FIELD_INVALID, violations);
  }
}
