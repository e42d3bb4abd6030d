package dev.bandolier.server.event;

import java.nio.ByteBuffer;

/**
 * One fact in the journal. Its position and its time belong to the record that carries it. Immutable.
 *
 * <p>Encoding: little-endian, the campaign's uid first; strings and lists are preceded by their lengths. Decisions, which are
 * frequent and large, are not a record but written by {@link DecisionMadeWriter} and read in place
 * by {@link DecisionMade}.
 */
public sealed interface Fact
    permits CampaignChanged,
        ValueSeen,
        DecisionFact,
        FeedCompleted,
        TimePassed,
        ExpiryHeld,
        Faded,
        DecisionImported,
        ImportMarked,
        SnapshotFact {

  /** One of {@link FactType}. */
  byte type();

  /** The uid of the campaign that it is about. */
  int campaign();

  /**
   * Appends the encoding at the buffer's position.
   *
   * @throws java.nio.BufferOverflowException if it does not fit
   */
  void write(ByteBuffer target);

  /** The encoding in a buffer of its own, ready to be read. */
  default ByteBuffer encode() {
    for (int capacity = 512; ; capacity *= 4) {
      ByteBuffer target = ByteBuffer.allocate(capacity);
      try {
        write(target);
        return target.flip();
      } catch (java.nio.BufferOverflowException tooSmall) {
        if (capacity > 1 << 26) {
          throw tooSmall;
        }
      }
    }
  }

  /**
   * Reads a fact of any type but {@link FactType#DECISION_MADE}.
   *
   * @throws IllegalArgumentException if the type is unknown
   */
  static Fact read(byte type, ByteBuffer payload) {
    return switch (type) {
      case FactType.CAMPAIGN_CHANGED -> CampaignChanged.read(payload);
      case FactType.VALUE_SEEN -> ValueSeen.read(payload);
      case FactType.OUTCOME_SEEN -> OutcomeSeen.read(payload);
      case FactType.ACTIVATED -> Activated.read(payload);
      case FactType.CENSORED -> Censored.read(payload);
      case FactType.RETRACTED -> Retracted.read(payload);
      case FactType.ANSWERED -> Answered.read(payload);
      case FactType.FEED_COMPLETED -> FeedCompleted.read(payload);
      case FactType.TIME_PASSED -> TimePassed.read(payload);
      case FactType.EXPIRY_HELD -> ExpiryHeld.read(payload);
      case FactType.FADED -> Faded.read(payload);
      case FactType.WITH_TOKEN -> WithToken.read(payload);
      case FactType.DECISION_IMPORTED -> DecisionImported.read(payload);
      case FactType.IMPORT_MARKED -> ImportMarked.read(payload);
      case FactType.SNAPSHOT_TAKEN -> SnapshotTaken.read(payload);
      case FactType.SNAPSHOT_IMPORTED -> SnapshotImported.read(payload);
      case FactType.SNAPSHOT_DELETED -> SnapshotDeleted.read(payload);
      case FactType.ROLLED_BACK -> RolledBack.read(payload);
      default -> throw new IllegalArgumentException("no fact has type " + type);
    };
  }
}
