package dev.bandolier.server.campaign;

import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.v1.PolicyType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans the change of a campaign from what it is to what is wanted. What a field's change does (free,
 * extending, resetting, refused) stands beside the field in the contract.
 */
public final class CampaignUpdate {

  /** What comes of a wanted change. */
  public sealed interface Plan {}

  /**
   * It may be made.
   *
   * @param definition what to journal: filled with defaults, without what the server sets; arms that
   *     are retired and were left out are among it
   * @param resetSlots names of the slots that stay and whose posteriors start anew
   * @param changed whether it differs from what the campaign is
   */
  public record Planned(
      dev.bandolier.v1.Campaign definition, List<String> resetSlots, boolean changed)
      implements Plan {}

  /**
   * It may not be made.
   *
   * @param refusal why
   */
  public record Refused(Refusal refusal) implements Plan {}

  private final Campaign current;
  private final dev.bandolier.v1.Campaign before;
  private final dev.bandolier.v1.Campaign after;
  private final boolean allowReset;
  private final Set<String> sameArms;

  private CampaignUpdate(
      Campaign current,
      dev.bandolier.v1.Campaign after,
      boolean allowReset,
      Collection<String> sameArms) {
    this.current = current;
    this.before = CampaignDefaults.fill(current.definition());
    this.after = after;
    this.allowReset = allowReset;
    this.sameArms = new HashSet<>(sameArms);
  }

  /**
   * Plans a change.
   *
   * @param current the campaign's newest revision
   * @param wanted the whole campaign as it shall be; its etag, where set, must be the current one
   * @param allowReset whether changes that start posteriors anew are agreed to
   * @param sameArms arms, as {@code slot/arm}, whose changed payload is still the same arm
   */
  public static Plan plan(
      Campaign current,
      dev.bandolier.v1.Campaign wanted,
      boolean allowReset,
      Collection<String> sameArms,
      Limits limits) {
    if (!wanted.getEtag().isEmpty() && !wanted.getEtag().equals(current.etag())) {
      return new Refused(stale(current));
    }
    dev.bandolier.v1.Campaign whole = keepRetired(current, wanted);
    List<Violation> violations = CampaignRules.check(whole, limits);
    return violations.isEmpty()
        ? new CampaignUpdate(current, CampaignDefaults.fill(whole), allowReset, sameArms).plan()
        : new Refused(Refusal.invalid(violations));
  }

  /** The refusal of a change that was made up from an older revision. */
  public static Refusal stale(Campaign current) {
    return Refusal.of(
        Reason.ETAG_STALE,
        current.name()
            + " has changed since its etag was read: read it again and repeat the change");
  }

  /** The entries of {@code same_arms} that name no arm of the campaign. */
  public static List<Violation> checkSameArms(Campaign current, List<String> sameArms) {
    Findings findings = new Findings();
    for (int i = 0; i < sameArms.size(); i++) {
      String[] parts = sameArms.get(i).split("/", 2);
      Slot slot = current.slot(parts[0]);
      findings.require(
          parts.length == 2 && slot != null && slot.arm(parts[1]) != null,
          "same_arms[" + i + "]",
          "must be an arm of this campaign, as slot/arm");
    }
    return findings.list();
  }

  private Plan plan() {
    List<Violation> refused = new SlotChange(current, before, after, sameArms).check();
    if (!refused.isEmpty()) {
      return new Refused(Refusal.ofFields(Reason.CHANGE_REFUSED, refused));
    }
    List<Violation> global = globalResets();
    Findings resets = new Findings();
    global.forEach(reset -> resets.add(reset.field(), reset.description()));
    List<String> resetSlots = slotResets(!global.isEmpty(), resets);
    return resets.none() || allowReset
        ? new Planned(after, resetSlots, !after.equals(before))
        : new Refused(Refusal.ofFields(Reason.RESET_NEEDED, resets.list()));
  }

  private List<Violation> globalResets() {
    List<Violation> resets =
        new ArrayList<>(SchemaChange.check(before.getSchema(), after.getSchema()));
    if (before.getPolicy().getPriorPrecision() != after.getPolicy().getPriorPrecision()) {
      resets.add(
          new Violation(
              "policy.prior_precision", "changing it resets every slot: set allow_reset"));
    }
    PolicyType logistic = PolicyType.POLICY_TYPE_LOGISTIC_THOMPSON;
    PolicyType was = before.getPolicy().getType();
    if (was == logistic != (after.getPolicy().getType() == logistic)) {
      resets.add(
          new Violation(
              "policy.type", "posteriors in logits cannot become others: set allow_reset"));
    }
    if (before.hasHalfLifeDecisions() != after.hasHalfLifeDecisions()) {
      resets.add(
          new Violation(
              "half_life_decisions",
              "counting by decisions, or no longer, resets every slot: set allow_reset"));
    }
    return resets;
  }

  private List<String> slotResets(boolean all, Findings resets) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < after.getSlotsCount(); i++) {
      dev.bandolier.v1.Slot slot = after.getSlots(i);
      boolean other = current.slot(slot.getName()) != null && contextChanged(slot);
      resets.require(!other, "slots[" + i + "].context_slots", "changing them resets the slot");
      if (other || all && current.slot(slot.getName()) != null) {
        names.add(slot.getName());
      }
    }
    for (Slot slot : current.slots()) {
      boolean stays =
          after.getSlotsList().stream().anyMatch(other -> other.getName().equals(slot.name()));
      resets.require(
          stays, "slots", "removing \"" + slot.name() + "\" forgets what it has learned");
    }
    return names;
  }

  private boolean contextChanged(dev.bandolier.v1.Slot slot) {
    return before.getSlotsList().stream()
        .filter(other -> other.getName().equals(slot.getName()))
        .anyMatch(
            other ->
                !new HashSet<>(other.getContextSlotsList())
                    .equals(new HashSet<>(slot.getContextSlotsList())));
  }

  /** Retired arms may be left out of what is wanted; they stay all the same. */
  private static dev.bandolier.v1.Campaign keepRetired(
      Campaign current, dev.bandolier.v1.Campaign wanted) {
    dev.bandolier.v1.Campaign.Builder whole = wanted.toBuilder();
    for (dev.bandolier.v1.Slot.Builder slot : whole.getSlotsBuilderList()) {
      Slot before = current.slot(slot.getName());
      if (before != null) {
        Set<String> carried = new HashSet<>();
        slot.getArmsList().forEach(arm -> carried.add(arm.getId()));
        before.arms().stream()
            .filter(arm -> SlotChange.isRetired(arm) && !carried.contains(arm.id()))
            .forEach(arm -> slot.addArms(arm.definition()));
      }
    }
    return whole.build();
  }
}
