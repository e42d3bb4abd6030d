package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.Census;
import dev.bandolier.server.store.Census.Block;

/** Says in the words of a person whose block it is. One thread. */
final class BlockNames {

  private static final int ENTRY_POSITION = 2;
  private static final int HELD_SINCE = 3;

  private final Books books;
  private final RecordSource journal;
  private final RecordView record = new RecordView();

  BlockNames(Books books, RecordSource journal) {
    this.books = books;
    this.journal = journal;
  }

  /** The name of a block, which may be one that should not be there. */
  String of(Census census, Block block) {
    return switch (block.kind()) {
      case BlockKind.CAMPAIGN -> "register of " + campaign(block);
      case BlockKind.SLOT -> "register of " + slot(block);
      case BlockKind.ARM -> "posterior of " + arm(block, (int) block.ownerLow() - 1);
      case BlockKind.FROZEN_SLOT -> "frozen register of " + slot(block);
      case BlockKind.FROZEN_ARM -> "frozen posterior of " + arm(block, (int) block.ownerLow() - 1);
      case BlockKind.CHANGES -> "changes of " + slot(block);
      case BlockKind.TALLY -> "statistics of " + arm(block, (int) block.ownerLow() - 1);
      case BlockKind.LABEL -> "label " + block.ownerLow() + " of " + campaign(block);
      case BlockKind.ENTRY -> "ledger entry of " + decision(census, block, ENTRY_POSITION);
      case BlockKind.HELD -> "facts held for " + decision(census, block, HELD_SINCE);
      default -> "block %d/%x/%x".formatted(block.kind(), block.ownerHigh(), block.ownerLow());
    };
  }

  private String campaign(Block block) {
    CampaignState state = books.campaign(BlockKind.campaignOf(block.ownerHigh()));
    return state == null
        ? "unknown campaign " + BlockKind.campaignOf(block.ownerHigh())
        : state.campaign().name();
  }

  private String slot(Block block) {
    int uid = BlockKind.slotOf(block.ownerHigh());
    CampaignState state = books.campaign(BlockKind.campaignOf(block.ownerHigh()));
    Slot slot = state == null ? null : state.campaign().slotByUid(uid);
    return campaign(block) + ", slot " + (slot == null ? "number " + uid : slot.name());
  }

  private String arm(Block block, int uid) {
    CampaignState state = books.campaign(BlockKind.campaignOf(block.ownerHigh()));
    Slot slot =
        state == null ? null : state.campaign().slotByUid(BlockKind.slotOf(block.ownerHigh()));
    Arm arm = slot == null ? null : slot.armByUid(uid);
    String name = arm != null ? "arm " + arm.id() : uid < 0 ? "all arms" : "arm number " + uid;
    return slot(block) + ", " + name;
  }

  private String decision(Census census, Block block, int word) {
    long position = census.words(block) > word ? census.word(block, word) : 0;
    return position <= 0 || !journal.readAt(position, record)
        ? "an unknown decision"
        : "decision %s (position %d)".formatted(decisionId(), position);
  }

  private String decisionId() {
    if (record.type() == FactType.DECISION_MADE) {
      return new DecisionMade().wrap(record.payload()).id();
    }
    return Fact.read(record.type(), record.payload()) instanceof DecisionFact fact
        ? fact.decisionId()
        : "of another fact";
  }
}
