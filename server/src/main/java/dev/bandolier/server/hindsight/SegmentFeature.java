package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.FeatureSchema;
import java.util.List;

/** The feature by whose values a lift is told. */
final class SegmentFeature {

  private SegmentFeature() {}

  /** What is wrong with a wish for one: empty where it is none, or a categorical feature. */
  static List<Violation> problem(Campaign campaign, String wanted) {
    List<String> known =
        campaign.definition().getSchema().getFeaturesList().stream()
            .filter(FeatureSchema::hasCategorical)
            .map(FeatureSchema::getName)
            .toList();
    return wanted.isEmpty() || known.contains(wanted)
        ? List.of()
        : List.of(
            new Violation(
                "segment_feature",
                "'%s' is no categorical feature of the campaign; it has %s"
                    .formatted(wanted, known.isEmpty() ? "none" : String.join(", ", known))));
  }
}
