package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.RecordView;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Stands in for the learner: publishes a change of a campaign as soon as somebody waits for it. */
public final class Follower implements Folded {

  private final Journal journal;
  private final Campaigns campaigns;
  private final Consumer<Campaign> published;

  /** Follows what the journal has into the campaigns. */
  public Follower(Journal journal, Campaigns campaigns, Consumer<Campaign> published) {
    this.journal = journal;
    this.campaigns = campaigns;
    this.published = published;
  }

  @Override
  public CompletableFuture<?> at(long position) {
    RecordView record = new RecordView();
    if (!journal.readAt(position, record)) {
      throw new IllegalStateException("no fact at " + position);
    }
    if (record.type() != FactType.CAMPAIGN_CHANGED) {
      return CompletableFuture.completedFuture(position);
    }
    CampaignChanged fact = (CampaignChanged) Fact.read(record.type(), record.payload());
    Campaign before = campaigns.find(fact.campaign());
    if (fact.change() == Change.DELETED && before != null) {
      campaigns.remove(before);
    } else {
      Campaign compiled = Campaign.compile(fact, record.time(), before);
      campaigns.publish(compiled);
      published.accept(compiled);
    }
    return CompletableFuture.completedFuture(position);
  }
}
