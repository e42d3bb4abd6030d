package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.PortableArm;
import dev.bandolier.v1.ExportArm;
import dev.bandolier.v1.ExportHeader;
import dev.bandolier.v1.ExportSlot;
import dev.bandolier.v1.ExportVocabulary;
import dev.bandolier.v1.FeatureSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks whether an export can be a campaign's: its slots, arms and features must be there under the same
 * names and mean the same. What the campaign has besides starts from the prior. Used once, by one
 * thread.
 */
final class ImportFit {

  private static final int MOST_VIOLATIONS = 20;

  private final Campaign campaign;
  private final List<Violation> violations = new ArrayList<>();
  private final List<ValueSeen> values = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, ImportMap> maps = new LinkedHashMap<>();
  private Encoder encoder;
  private boolean headed;

  ImportFit(Encoder encoder) {
    this.campaign = encoder.campaign();
    this.encoder = encoder;
  }

  /** About how many bytes a campaign's posteriors have. */
  static long bytes(Encoder encoder) {
    long words = 0;
    for (Slot slot : encoder.campaign().slots()) {
      words += (long) slot.arms().size() * ArmLayout.words(encoder.dimension(slot.index()));
    }
    return words * Long.BYTES;
  }

  void header(ExportHeader header) {
    require(!headed, "header", "only one");
    headed = true;
    require(
        header.getPriorPrecision() == campaign.priorPrecision(),
        "policy.prior_precision",
        "%s, as where it was exported, not %s"
            .formatted(header.getPriorPrecision(), campaign.priorPrecision()));
    require(
        header.getLogits() == campaign.learnsLogits(),
        "policy.type",
        header.getLogits()
            ? "one that learns logits, as there"
            : "one that learns rewards, as there");
    header.getSchema().getFeaturesList().forEach(this::feature);
    header.getVocabulariesList().forEach(this::vocabulary);
    header.getSlotsList().forEach(this::slot);
  }

  private void feature(FeatureSchema wanted) {
    FeatureSchema own =
        campaign.definition().getSchema().getFeaturesList().stream()
            .filter(feature -> feature.getName().equals(wanted.getName()))
            .findAny()
            .orElse(null);
    require(
        own != null && shape(own).equals(shape(wanted)),
        "schema.features." + wanted.getName(),
        own == null ? "a feature of the campaign" : "declared as where it was exported");
  }

  /** A feature without its values, whose order may differ. */
  private static FeatureSchema shape(FeatureSchema feature) {
    FeatureSchema.Builder shape = feature.toBuilder();
    if (feature.hasCategorical()) {
      shape.getCategoricalBuilder().clearValues();
    }
    return shape.build();
  }

  private void vocabulary(ExportVocabulary vocabulary) {
    for (String value : vocabulary.getValuesList()) {
      if (!encoder.knows(vocabulary.getFeature(), value)) {
        Encoder more = encoder.withValue(vocabulary.getFeature(), value);
        if (more != encoder) {
          values.add(new ValueSeen(campaign.uid(), vocabulary.getFeature(), value));
        }
        encoder = more;
      }
    }
  }

  private void slot(ExportSlot wanted) {
    Slot slot = campaign.slot(wanted.getSlot());
    require(slot != null, "slots." + wanted.getSlot(), "a slot of the campaign");
    require(
        wanted.getRegisterCount() == ExportWriter.REGISTER_NUMBERS,
        "slots." + wanted.getSlot(),
        "a whole register");
    if (slot != null) {
      maps.put(wanted.getSlot(), ImportMap.of(encoder, slot, wanted.getEntriesList()));
    }
  }

  void arm(ExportArm message) {
    Slot slot = campaign.slot(message.getSlot());
    ImportMap map = maps.get(message.getSlot());
    Arm arm = slot == null ? null : slot.arm(message.getArm());
    String field = "arms." + message.getSlot() + "/" + message.getArm();
    require(arm != null, field, "an arm of the campaign");
    require(seen.add(message.getSlot() + "/" + message.getArm()), field, "only once");
    PortableArm numbers = ImportMap.numbers(message);
    if (map == null || !numbers.isWhole() || numbers.dimension() > map.entries()) {
      require(false, field, "whole");
    } else {
      map.strangers(numbers).forEach(entry -> require(false, field, entry));
    }
  }

  void finish() {
    require(headed, "header", "must be there");
  }

  List<Violation> violations() {
    return violations;
  }

  /** Values that the campaign has to know first. */
  List<ValueSeen> values() {
    return values;
  }

  /** Arms of the campaign that were not in the export. */
  List<String> unknownArms() {
    List<String> unknown = new ArrayList<>();
    for (Slot slot : campaign.slots()) {
      for (Arm arm : slot.arms()) {
        String name = slot.name() + "/" + arm.id();
        if (!seen.contains(name)) {
          unknown.add(name);
        }
      }
    }
    return unknown;
  }

  private void require(boolean holds, String field, String expected) {
    if (!holds && violations.size() < MOST_VIOLATIONS) {
      violations.add(new Violation(field, expected));
    }
  }
}
