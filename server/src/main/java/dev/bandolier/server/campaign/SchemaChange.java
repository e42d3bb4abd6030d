package dev.bandolier.server.campaign;

import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.CrossedPair;
import dev.bandolier.v1.FeatureSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of a schema start every posterior anew: a feature removed or changed, a crossed pair
 * removed. New ones, those that were only journalled, another order and another time zone do not. Both schemas are filled with
 * defaults.
 */
public final class SchemaChange {
  private SchemaChange() {}

  /** Whether the change starts posteriors anew. */
  public static boolean resets(ContextSchema before, ContextSchema after) {
    return !check(before, after).isEmpty();
  }

  static List<Violation> check(ContextSchema before, ContextSchema after) {
    Findings findings = new Findings();
    Map<String, Integer> now = new HashMap<>();
    for (int i = 0; i < after.getFeaturesCount(); i++) {
      now.put(after.getFeatures(i).getName(), i);
    }
    for (FeatureSchema feature : before.getFeaturesList()) {
      checkFeature(feature, after, now.get(feature.getName()), findings);
    }
    checkCrossed(before, after, findings);
    return findings.list();
  }

  private static void checkFeature(
      FeatureSchema before, ContextSchema after, @Nullable Integer index, Findings findings) {
    if (before.getJournalOnly()) {
      return;
    }
    if (index == null) {
      findings.add("schema.features", "removing \"" + before.getName() + "\" resets every slot");
    } else {
      findings.require(
          after.getFeatures(index).equals(before),
          "schema.features[" + index + "]",
          "changing \"" + before.getName() + "\" resets every slot");
    }
  }

  private static void checkCrossed(ContextSchema before, ContextSchema after, Findings findings) {
    Set<Set<String>> now =
        after.getCrossedList().stream().map(SchemaChange::pair).collect(Collectors.toSet());
    for (CrossedPair pair : before.getCrossedList()) {
      findings.require(
          now.contains(pair(pair)),
          "schema.crossed",
          "removing \""
              + pair.getFirst()
              + "\" with \""
              + pair.getSecond()
              + "\" resets every slot");
    }
  }

  private static Set<String> pair(CrossedPair pair) {
    return Set.of(pair.getFirst(), pair.getSecond());
  }
}
