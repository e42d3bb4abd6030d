package dev.bandolier.server.manage;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.Campaign;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes over top-level fields of a campaign as a mask names them. Pure. */
final class FieldMasks {

  private static final Set<String> FIXED =
      Set.of("name", "etag", "revision", "create_time", "update_time", "history");

  private FieldMasks() {}

  /** What is wrong with a mask: paths that are no field, or none that can be updated. */
  static List<Violation> check(FieldMask mask) {
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < mask.getPathsCount(); i++) {
      if (field(mask.getPaths(i)) == null || FIXED.contains(mask.getPaths(i))) {
        violations.add(
            new Violation(
                "update_mask.paths[" + i + "]", "a top-level field that an update may change"));
      }
    }
    return violations;
  }

  /** The current campaign with the masked fields of the wanted one; all of them for no mask. */
  static Campaign merge(Campaign current, Campaign wanted, FieldMask mask) {
    if (mask.getPathsCount() == 0) {
      return wanted;
    }
    Campaign.Builder merged = current.toBuilder();
    for (String path : mask.getPathsList()) {
      take(merged, wanted, field(path));
    }
    return merged.build();
  }

  private static void take(
      Campaign.Builder merged, Campaign wanted, @Nullable FieldDescriptor field) {
    if (field == null) {
      return;
    }
    boolean set = field.isRepeated() || !field.hasPresence() || wanted.hasField(field);
    if (set) {
      merged.setField(field, wanted.getField(field));
    } else {
      merged.clearField(field);
    }
  }

  private static @Nullable FieldDescriptor field(String path) {
    return Campaign.getDescriptor().findFieldByName(path);
  }
}
