package dev.bandolier.server.telemetry;

import dev.bandolier.server.event.FactType;

/** Fact types as words. */
final class FactWords {

  private FactWords() {}

  static String of(byte type) {
    return switch (type) {
      case FactType.CAMPAIGN_CHANGED -> "campaign_changed";
      case FactType.VALUE_SEEN -> "value_seen";
      case FactType.DECISION_MADE -> "decision_made";
      case FactType.OUTCOME_SEEN -> "outcome_seen";
      case FactType.ACTIVATED -> "activated";
      case FactType.CENSORED -> "censored";
      case FactType.RETRACTED -> "retracted";
      case FactType.ANSWERED -> "answered";
      case FactType.FEED_COMPLETED -> "feed_completed";
      case FactType.TIME_PASSED -> "time_passed";
      case FactType.EXPIRY_HELD -> "expiry_held";
      case FactType.FADED -> "faded";
      case FactType.WITH_TOKEN -> "with_token";
      case FactType.DECISION_IMPORTED -> "decision_imported";
      case FactType.IMPORT_MARKED -> "import_marked";
      case FactType.SNAPSHOT_TAKEN -> "snapshot_taken";
      case FactType.SNAPSHOT_IMPORTED -> "snapshot_imported";
      case FactType.SNAPSHOT_DELETED -> "snapshot_deleted";
      case FactType.ROLLED_BACK -> "rolled_back";
      default -> "type_" + type;
    };
  }
}
