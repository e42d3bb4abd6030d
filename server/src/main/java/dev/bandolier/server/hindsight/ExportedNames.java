package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.ShortNames;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.export.ContextColumn;
import dev.bandolier.server.export.ExportedDecision;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.FeatureSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says a decision's fact by names: of slots, arms, features and sources. One thread. */
final class ExportedNames {

  private final DecisionMade made = new DecisionMade();
  private final ContextValues values = new ContextValues();

  /** Reads a decision's fact, which the methods below then speak of. */
  DecisionMade read(RecordView record) {
    return made.wrap(record.payload());
  }

  /**
   * Says it.
   *
   * @param rules the revision that it was made under
   */
  ExportedDecision of(RecordView record, Campaign rules, ExportedFate fate) {
    List<ExportedDecision.Slot> slots = new ArrayList<>();
    int part = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      made.seekSlot(i);
      Slot slot = rules.slotByUid(made.slotUid());
      if (slot != null) {
        slots.add(slot(slot, fate, part));
      }
      part += made.count();
    }
    DecisionSource by = DecisionSource.forNumber(made.decisionSource());
    return new ExportedDecision(
        made.id(),
        rules.name(),
        record.position(),
        record.time(),
        made.revision(),
        made.modelVersion(),
        made.versionExact(),
        by == null ? "" : ShortNames.of(by),
        made.tracked(),
        unit(),
        List.of(made.labels()),
        context(rules),
        slots,
        fate.outcomes());
  }

  private String unit() {
    return made.unitHi() == 0 && made.unitLo() == 0
        ? ""
        : "%016x%016x".formatted(made.unitHi(), made.unitLo());
  }

  private ExportedDecision.Slot slot(Slot slot, ExportedFate fate, int firstPart) {
    List<String> arms = new ArrayList<>();
    List<Double> pmf = new ArrayList<>();
    for (int i = 0; i < made.eligible(); i++) {
      arms.add(idOf(slot, made.armUid(i)));
      pmf.add(made.pmf(i));
    }
    List<ExportedDecision.Choice> choices = new ArrayList<>();
    for (int i = 0; i < made.count(); i++) {
      int index = made.chosen(i);
      choices.add(
          new ExportedDecision.Choice(
              arms.get(index),
              index,
              made.propensity(i),
              fate.state(firstPart + i),
              fate.reward(firstPart + i)));
    }
    String wouldBe = made.wouldBe() < 0 ? null : arms.get(made.wouldBe());
    return new ExportedDecision.Slot(slot.name(), wouldBe, arms, pmf, choices);
  }

  private static String idOf(Slot slot, int uid) {
    for (Arm arm : slot.arms()) {
      if (arm.uid() == uid) {
        return arm.id();
      }
    }
    return "uid-" + uid;
  }

  /** What the request said, unless it is encrypted. */
  private Map<String, Object> context(Campaign rules) {
    Map<String, Object> context = new LinkedHashMap<>();
    ByteBuffer section = made.context();
    if (made.subjectKey() != 0 || !section.hasRemaining()) {
      return context;
    }
    values.read(section);
    List<FeatureSchema> features = features(rules);
    for (int i = 0; i < Math.min(values.size(), features.size()); i++) {
      Object value = value(features.get(i), i);
      if (value != null) {
        context.put(features.get(i).getName(), value);
      }
    }
    return context;
  }

  private @Nullable Object value(FeatureSchema feature, int i) {
    if (values.isMissing(i)) {
      return null;
    }
    return switch (kind(feature)) {
      case TEXT -> values.category(i);
      case NUMBER -> values.number(i);
      case FLAG -> values.flag(i);
    };
  }

  /** What kind of column a feature's values make. */
  static ContextColumn.Kind kind(FeatureSchema feature) {
    return switch (feature.getKindCase()) {
      case CATEGORICAL -> ContextColumn.Kind.TEXT;
      case BOOLEAN -> ContextColumn.Kind.FLAG;
      default -> ContextColumn.Kind.NUMBER;
    };
  }

  /** The features of a revision. */
  static List<FeatureSchema> features(Campaign campaign) {
    return campaign.definition().getSchema().getFeaturesList();
  }
}
