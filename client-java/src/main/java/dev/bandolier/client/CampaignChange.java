package dev.bandolier.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An update of a campaign. Immutable.
 *
 * @param campaign the campaign as it shall be, in JSON or YAML; its etag, where it has one, must still be true
 * @param fields the top-level fields that are taken from it, such as {@code reward_rules}; empty: all
 * @param allowReset agrees to changes that start posteriors anew
 * @param sameArms arms, as {@code slot/arm}, whose changed payload is still the same arm
 * @param validateOnly only says what would be wrong
 */
public record CampaignChange(
    String campaign,
    List<String> fields,
    boolean allowReset,
    List<String> sameArms,
    boolean validateOnly) {
  /** Copies the lists. */
  public CampaignChange {
    Objects.requireNonNull(campaign, "campaign");
    fields = List.copyOf(fields);
    sameArms = List.copyOf(sameArms);
  }

  /** The whole campaign as it shall be, without starting any posterior anew. */
  public static CampaignChange to(String campaign) {
    return new CampaignChange(campaign, List.of(), false, List.of(), false);
  }

  /** The same, for these top-level fields alone. */
  public CampaignChange only(String... fields) {
    return new CampaignChange(campaign, List.of(fields), allowReset, sameArms, validateOnly);
  }

  /** The same, agreeing to changes that start posteriors anew. */
  public CampaignChange allowingReset() {
    return new CampaignChange(campaign, fields, true, sameArms, validateOnly);
  }

  /** The same, saying that this arm is still the same though its payload is another. */
  public CampaignChange sameArm(String slot, String arm) {
    List<String> more = new ArrayList<>(sameArms);
    more.add(slot + "/" + arm);
    return new CampaignChange(campaign, fields, allowReset, more, validateOnly);
  }

  /** The same, only tried. */
  public CampaignChange validatedOnly() {
    return new CampaignChange(campaign, fields, allowReset, sameArms, true);
  }
}
