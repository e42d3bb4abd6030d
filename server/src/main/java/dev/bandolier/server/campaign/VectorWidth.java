package dev.bandolier.server.campaign;

import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.CrossedPair;
import dev.bandolier.v1.CyclicFeature;
import dev.bandolier.v1.FeatureSchema;
import java.util.HashMap;
import java.util.Map;

/**
 * How many entries of a slot's vector everything takes. A definition filled with defaults is
 * assumed. The widths do not depend on what was seen or on how a campaign came to be, so that the
 * dimension can be checked before a campaign is made.
 */
public final class VectorWidth {

  /** The built-in first entry, always 1. */
  public static final int INTERCEPT = 1;

  /** Arms of a context slot with an entry of their own; the arms after them share one. */
  public static final int CONTEXT_ARMS = 16;

  /** A context slot's entries: one per arm, one for all other arms. */
  public static final int CONTEXT_SLOT = CONTEXT_ARMS + 1;

  private VectorWidth() {}

  /** Whether a cyclic feature is one-hot: its period is an integer up to 48. */
  public static boolean oneHot(CyclicFeature cyclic) {
    double period = cyclic.getPeriod();
    return period >= 2 && period <= Limits.MAX_ONE_HOT_PERIOD && period == Math.rint(period);
  }

  /** A feature's entries, those for "other" and "missing" included; none where it is only journalled. */
  public static int of(FeatureSchema feature) {
    if (feature.getJournalOnly()) {
      return 0;
    }
    return switch (feature.getKindCase()) {
      case CATEGORICAL -> feature.getCategorical().getMaxValues() + 1;
      case CYCLIC -> of(feature.getCyclic());
      case NUMERIC, BOOLEAN -> 2;
      case KIND_NOT_SET -> 0;
    };
  }

  private static int of(CyclicFeature cyclic) {
    return oneHot(cyclic) ? (int) cyclic.getPeriod() : 2 * cyclic.getHarmonics();
  }

  /**
   * How many indexes a feature brings into a crossed pair; 0 where it cannot be crossed. A boolean
   * brings two, since false is a value there.
   */
  public static int crossable(FeatureSchema feature) {
    if (feature.getJournalOnly()) {
      return 0;
    }
    return switch (feature.getKindCase()) {
      case CATEGORICAL -> feature.getCategorical().getMaxValues() + 1;
      case CYCLIC -> oneHot(feature.getCyclic()) ? (int) feature.getCyclic().getPeriod() : 0;
      case BOOLEAN -> 2;
      case NUMERIC, KIND_NOT_SET -> 0;
    };
  }

  /** The dimension of a slot's vector; large rather than wrong where the schema is absurd. */
  static long dimension(ContextSchema schema, int contextSlots) {
    Map<String, Integer> crossable = new HashMap<>();
    long width = INTERCEPT + (long) contextSlots * CONTEXT_SLOT;
    for (FeatureSchema feature : schema.getFeaturesList()) {
      width += of(feature);
      crossable.put(feature.getName(), crossable(feature));
    }
    for (CrossedPair pair : schema.getCrossedList()) {
      width +=
          (long) crossable.getOrDefault(pair.getFirst(), 0)
              * crossable.getOrDefault(pair.getSecond(), 0);
    }
    return width;
  }
}
