package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.server.policy.SipHash;
import java.nio.charset.StandardCharsets;

/**
 * What makes two decisions, or two outcomes of a decision, the same one: hashes under the campaign's
 * salt. An outcome with an id is that id; one without is its name, slot, arm and position.
 */
final class Identity {

  private static final String WITH_ID = "id\0";
  private static final String WITHOUT_ID = "of\0";

  private Identity() {}

  static Key ofDecision(Campaign campaign, String id) {
    return hash(campaign, id);
  }

  static Key of(Campaign campaign, OutcomeSeen fact) {
    return fact.outcomeId().isEmpty()
        ? ofParts(campaign, fact.name(), fact.slot(), fact.arm(), fact.position())
        : ofId(campaign, fact.outcomeId());
  }

  static Key of(Campaign campaign, Retracted fact) {
    return fact.outcomeId().isEmpty()
        ? ofParts(campaign, fact.name(), fact.slot(), fact.arm(), fact.position())
        : ofId(campaign, fact.outcomeId());
  }

  static Key ofId(Campaign campaign, String outcomeId) {
    return hash(campaign, WITH_ID + outcomeId);
  }

  private static Key ofParts(
      Campaign campaign, String name, String slot, String arm, int position) {
    return hash(campaign, WITHOUT_ID + name + '\0' + slot + '\0' + arm + '\0' + position);
  }

  private static Key hash(Campaign campaign, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    SipHash hash = new SipHash();
    hash.hash(campaign.saltHi(), campaign.saltLo(), bytes, 0, bytes.length);
    return new Key(hash.first(), hash.second());
  }
}
