package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.CampaignUpdate;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.GivenPosterior;
import dev.bandolier.server.manage.ManageOutcome.Changed;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what campaigns become as facts, once it is clear that they may become that and have room. Only
 * by who holds {@link Management}'s lock.
 */
final class CampaignRevisions {

  private final Campaigns campaigns;
  private final ManageConfig config;
  private final Capacity capacity;
  private final LongSupplier random;
  private final Changes changes;

  /**
   * Puts it together.
   *
   * @param random uniform and unpredictable: salts are made of it
   */
  CampaignRevisions(
      Campaigns campaigns,
      ManageConfig config,
      Capacity capacity,
      LongSupplier random,
      Changes changes) {
    this.campaigns = campaigns;
    this.config = config;
    this.capacity = capacity;
    this.random = random;
    this.changes = changes;
  }

  /** Makes a campaign for which there is a place. */
  ManageOutcome create(dev.bandolier.v1.Campaign wanted) {
    return write(
        new CampaignChanged(
            Change.CREATED,
            campaigns.nextUid(),
            1,
            random.getAsLong(),
            random.getAsLong(),
            List.of(),
            wanted));
  }

  /** Carries a change out that resets nothing. */
  ManageOutcome planned(Campaign current, dev.bandolier.v1.Campaign wanted) {
    return planned(current, wanted, false, List.of(), false);
  }

  /** Carries a change out with which every slot starts anew, arms from what they are given. */
  ManageOutcome given(
      Campaign current, dev.bandolier.v1.Campaign wanted, List<GivenPosterior> posteriors) {
    CampaignUpdate.Plan plan =
        CampaignUpdate.plan(current, wanted, true, List.of(), config.limits());
    if (plan instanceof CampaignUpdate.Refused refused) {
      return new Refused(refused.refusal());
    }
    dev.bandolier.v1.Campaign accepted = ((CampaignUpdate.Planned) plan).definition();
    CampaignChanged change =
        new CampaignChanged(
            Change.UPDATED,
            current.uid(),
            current.revision() + 1,
            current.saltHi(),
            current.saltLo(),
            current.slots().stream().map(Slot::name).toList(),
            accepted,
            posteriors);
    String missing =
        changes.fits(change)
            ? capacity.refuse(accepted, current)
            : "what the arms are to begin with is larger than a record of the journal may be";
    return missing == null ? write(change) : new Refused(Refusal.of(Reason.DOES_NOT_FIT, missing));
  }

  /**
   * Carries a change out, or says what is wrong with it.
   *
   * @param sameArms as {@code slot/arm}, whose changed payload is still the same arm
   * @param validateOnly only says what would be wrong
   */
  ManageOutcome planned(
      Campaign current,
      dev.bandolier.v1.Campaign wanted,
      boolean allowReset,
      List<String> sameArms,
      boolean validateOnly) {
    CampaignUpdate.Plan plan =
        CampaignUpdate.plan(current, wanted, allowReset, sameArms, config.limits());
    if (plan instanceof CampaignUpdate.Refused refused) {
      return new Refused(refused.refusal());
    }
    CampaignUpdate.Planned accepted = (CampaignUpdate.Planned) plan;
    String missing = capacity.refuse(accepted.definition(), current);
    if (missing != null) {
      return new Refused(Refusal.of(Reason.DOES_NOT_FIT, missing));
    }
    return validateOnly
        ? new Changed(accepted.definition(), 0)
        : write(fact(Change.UPDATED, current, accepted.definition(), accepted.resetSlots()));
  }

  /** Why there is no place for a new campaign; null where there is. */
  @Nullable Refusal noPlace(dev.bandolier.v1.Campaign wanted) {
    if (campaigns.find(wanted.getName()) != null) {
      return Refusal.of(
          Reason.CAMPAIGN_EXISTS, "there is a campaign '" + wanted.getName() + "' already");
    }
    if (campaigns.size() >= config.limits().maxCampaigns()) {
      return Refusal.of(
          Reason.CAMPAIGNS_FULL,
          "this server keeps at most " + config.limits().maxCampaigns() + " campaigns");
    }
    String missing = capacity.refuse(wanted, null);
    return missing == null ? null : Refusal.of(Reason.DOES_NOT_FIT, missing);
  }

  /** Ends a campaign. */
  ManageOutcome delete(Campaign current) {
    return write(fact(Change.DELETED, current, current.definition(), List.of()));
  }

  private static CampaignChanged fact(
      Change change,
      Campaign current,
      dev.bandolier.v1.Campaign definition,
      List<String> resetSlots) {
    return new CampaignChanged(
        change,
        current.uid(),
        current.revision() + 1,
        current.saltHi(),
        current.saltLo(),
        resetSlots,
        definition);
  }

  private ManageOutcome write(CampaignChanged fact) {
    Changes.Written written = changes.write(fact);
    if (written.refusal() != null) {
      return new Refused(written.refusal());
    }
    Campaign now = campaigns.find(fact.campaign());
    return new Changed(now == null ? fact.definition() : now.definition(), written.position());
  }
}
