package dev.bandolier.server.manage;

import com.google.protobuf.FieldMask;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.CampaignRules;
import dev.bandolier.server.campaign.CampaignUpdate;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.History;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.ExpiryHeld;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.manage.ManageOutcome.Changed;
import dev.bandolier.server.manage.ManageOutcome.Refused;
import dev.bandolier.v1.AddArmsRequest;
import dev.bandolier.v1.ArmState;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DeleteCampaignRequest;
import dev.bandolier.v1.ListCampaignsRequest;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.SetServingModeRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes campaigns, one change at a time: checks it, writes it as a fact and comes back when it has
 * taken effect and is on disk. Any thread may call; changing calls block their caller.
 */
public final class Management {

  private final Campaigns campaigns;
  private final ManageConfig config;
  private final Changes changes;
  private final CampaignRevisions revisions;
  private final CampaignPages pages;

  /**
   * Makes the room over what it reads and writes.
   *
   * @param random uniform and unpredictable: salts are made of it
   */
  public Management(
      Campaigns campaigns,
      Journal journal,
      Folded folded,
      Capacity capacity,
      LongSupplier random,
      ManageConfig config,
      ManageListener listener) {
    this.campaigns = campaigns;
    this.config = config;
    this.changes = new Changes(journal, folded, config.patience(), listener);
    this.revisions = new CampaignRevisions(campaigns, config, capacity, random, changes);
    this.pages = new CampaignPages(campaigns);
  }

  /** The campaign of a name as it is now, or null. */
  public @Nullable Campaign get(String name) {
    return campaigns.find(name);
  }

  /** A page of campaigns, by name. */
  public ListOutcome list(ListCampaignsRequest request) {
    List<Violation> violations = pages.check(request);
    if (!violations.isEmpty()) {
      return new ListOutcome.Refused(Refusal.invalid(violations));
    }
    return pages.page(request);
  }

  /** Makes a campaign. */
  public synchronized ManageOutcome create(CreateCampaignRequest request) {
    dev.bandolier.v1.Campaign wanted =
        History.keep(request.getCampaign(), dev.bandolier.v1.Campaign.getDefaultInstance());
    List<Violation> violations = CampaignRules.check(wanted, config.limits());
    if (!violations.isEmpty()) {
      return new Refused(Refusal.invalid(under("campaign.", violations)));
    }
    Refusal late = changes.settle();
    Refusal refusal = late == null ? revisions.noPlace(wanted) : late;
    if (refusal != null) {
      return new Refused(refusal);
    }
    if (request.getValidateOnly()) {
      return new Changed(wanted, 0);
    }
    return revisions.create(wanted);
  }

  /** Changes a campaign. */
  public synchronized ManageOutcome update(UpdateCampaignRequest request) {
    dev.bandolier.v1.Campaign wanted = request.getCampaign();
    FieldMask mask = request.getUpdateMask();
    List<Violation> violations = FieldMasks.check(mask);
    if (!violations.isEmpty()) {
      return new Refused(Refusal.invalid(violations));
    }
    return change(wanted.getName(), wanted.getEtag(), current -> update(current, request));
  }

  private ManageOutcome update(Campaign current, UpdateCampaignRequest request) {
    List<Violation> violations = CampaignUpdate.checkSameArms(current, request.getSameArmsList());
    if (!violations.isEmpty()) {
      return new Refused(Refusal.invalid(violations));
    }
    return revisions.planned(
        current,
        History.keep(
            FieldMasks.merge(current.definition(), request.getCampaign(), request.getUpdateMask()),
            current.definition()),
        request.getAllowReset(),
        request.getSameArmsList(),
        request.getValidateOnly());
  }

  /** Ends a campaign. */
  public synchronized ManageOutcome delete(DeleteCampaignRequest request) {
    return change(request.getName(), request.getEtag(), revisions::delete);
  }

  /** Adds arms to a slot. */
  public synchronized ManageOutcome addArms(AddArmsRequest request) {
    return change(
        request.getCampaign(),
        request.getEtag(),
        current -> {
          Refusal refusal = ArmChanges.checkNew(current, request.getSlot(), request.getArmsList());
          return refusal != null
              ? new Refused(refusal)
              : revisions.planned(
                  current, ArmChanges.added(current, request.getSlot(), request.getArmsList()));
        });
  }

  /** Pauses, resumes or retires arms of a slot. */
  public synchronized ManageOutcome setArmState(
      String campaign, String slot, List<String> arms, String etag, ArmState state) {
    return change(
        campaign,
        etag,
        current -> {
          Refusal refusal = ArmChanges.checkKnown(current, slot, arms);
          return refusal != null
              ? new Refused(refusal)
              : revisions.planned(current, ArmChanges.inState(current, slot, arms, state));
        });
  }

  /** Turns the campaign's switch. */
  public synchronized ManageOutcome setMode(SetServingModeRequest request) {
    ServingMode mode = request.getMode();
    if (mode == ServingMode.UNRECOGNIZED || mode == ServingMode.SERVING_MODE_UNSPECIFIED) {
      return new Refused(
          Refusal.invalid(
              List.of(new Violation("mode", "ONLINE, FROZEN, UNIFORM, DEFAULT_ARM or SHADOW"))));
    }
    return change(
        request.getCampaign(),
        request.getEtag(),
        current ->
            revisions.planned(current, current.definition().toBuilder().setMode(mode).build()));
  }

  /** Lets a campaign's windows stay open, or close again. */
  public synchronized ManageOutcome holdExpiry(String campaign, boolean held) {
    return change(
        campaign,
        "",
        current -> {
          Changes.Written written = changes.append(new ExpiryHeld(current.uid(), held));
          return written.refusal() == null
              ? new Changed(current.definition(), written.position())
              : new Refused(written.refusal());
        });
  }

  /** Does something about a campaign while nobody changes any. */
  synchronized <T> SnapshotOutcome<T> whileUnchanged(
      String name, String etag, Function<Campaign, SnapshotOutcome<T>> work) {
    return with(name, etag, work, SnapshotOutcome.Refused::new);
  }

  /** Writes a fact and waits until it took effect; only within {@link #whileUnchanged}. */
  Changes.Written append(Fact fact) {
    return changes.append(fact);
  }

  /** Changes a campaign while nobody else does. */
  synchronized ManageOutcome change(
      String name, String etag, Function<Campaign, ManageOutcome> changing) {
    return with(name, etag, changing, Refused::new);
  }

  private <T> T with(
      String name, String etag, Function<Campaign, T> work, Function<Refusal, T> refused) {
    Refusal late = changes.settle();
    if (late != null) {
      return refused.apply(late);
    }
    Campaign current = campaigns.find(name);
    if (current == null) {
      return refused.apply(notFound(name));
    }
    if (!etag.isEmpty() && !etag.equals(current.etag())) {
      return refused.apply(CampaignUpdate.stale(current));
    }
    return work.apply(current);
  }

  /** Writes what campaigns become; only within {@link #change}. */
  CampaignRevisions revisions() {
    return revisions;
  }

  static Refusal notFound(String name) {
    return Refusal.of(Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + name + "'");
  }

  private static List<Violation> under(String prefix, List<Violation> violations) {
    List<Violation> moved = new ArrayList<>();
    for (Violation violation : violations) {
      moved.add(new Violation(prefix + violation.field(), violation.description()));
    }
    return moved;
  }
}
