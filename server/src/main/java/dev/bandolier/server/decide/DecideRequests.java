package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Limits;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.ShownArm;
import dev.bandolier.v1.SlotRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is wrong with a request's fields, its context apart. Pure. */
final class DecideRequests {

  static final int MAX_COUNT = 64;

  private static final int MAX_ID_BYTES = 64;
  private static final int MAX_UNIT_BYTES = 256;
  private static final int MAX_LABELS = 8;
  private static final int MAX_LABEL_KEY_BYTES = 32;
  private static final int MAX_LABEL_VALUE_BYTES = 64;
  private static final int MAX_LISTED_ARMS = 10_000;
  private static final int MAX_VIOLATIONS = 100;
  private static final String TAGS_LIMIT = "at most " + Limits.MAX_TAGS + " tags";
  private static final String ID_LIMIT = atMost(MAX_ID_BYTES);
  private static final String UNIT_LIMIT = atMost(MAX_UNIT_BYTES);

  private DecideRequests() {}

  static void check(
      DecideRequest request, Campaign campaign, boolean labelled, List<Violation> violations) {
    require(violations, fits(request.getDecisionId(), MAX_ID_BYTES), "decision_id", ID_LIMIT);
    require(violations, fits(request.getUnit(), MAX_UNIT_BYTES), "unit", UNIT_LIMIT);
    if (request.getSlotsCount() > 0) {
      checkSlots(request.getSlotsList(), campaign, violations);
    }
    if (labelled) {
      checkLabels(request.getLabelsMap(), violations);
    }
  }

  private static void checkSlots(
      List<SlotRequest> slots, Campaign campaign, List<Violation> violations) {
    Set<String> seen = new HashSet<>();
    int left = MAX_COUNT;
    for (int i = 0; i < slots.size() && violations.size() < MAX_VIOLATIONS; i++) {
      SlotRequest request = slots.get(i);
      String path = "slots[" + i + "].";
      Slot slot = campaign.slot(request.getSlot());
      require(violations, slot != null, path + "slot", "a slot of the campaign");
      require(violations, seen.add(request.getSlot()), path + "slot", "each slot once");
      boolean counts = request.getCount() >= 0 && request.getCount() <= left;
      require(violations, counts, path + "count", "at most " + MAX_COUNT + " arms a decision");
      left -= counts ? Math.max(Math.max(1, request.getCount()), request.getShownCount()) : 0;
      if (slot != null) {
        checkArms(request.getOnlyList(), slot, path + "only", violations);
        checkArms(request.getExceptList(), slot, path + "except", violations);
        int tags = request.getRequireTagsCount();
        require(violations, tags <= Limits.MAX_TAGS, path + "require_tags", TAGS_LIMIT);
        checkShown(request, slot, path, violations);
      }
    }
  }

  /** What the campaign's mode asks of a decision that is to be made: one that stands may be older than the mode. */
  static void checkMode(DecideRequest request, Campaign campaign, List<Violation> violations) {
    boolean shadow = campaign.mode() == ServingMode.SERVING_MODE_SHADOW;
    if (shadow) {
      require(violations, request.getSlotsCount() > 0, "slots", "what is shown, in SHADOW mode");
    }
    for (int i = 0; i < request.getSlotsCount(); i++) {
      require(
          violations,
          shadow == request.getSlots(i).getShownCount() > 0,
          "slots[" + i + "].shown",
          shadow ? "what is shown, in SHADOW mode" : "only while the campaign's mode is SHADOW");
    }
  }

  private static void checkShown(
      SlotRequest request, Slot slot, String path, List<Violation> violations) {
    int shown = request.getShownCount();
    require(violations, shown <= MAX_COUNT, path + "shown", "at most " + MAX_COUNT + " arms");
    require(
        violations,
        shown == 0 || request.getCount() == 0 || request.getCount() == shown,
        path + "count",
        "as many as are shown");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < shown && violations.size() < MAX_VIOLATIONS; i++) {
      ShownArm arm = request.getShown(i);
      String field = path + "shown[" + i + "].";
      require(violations, slot.arm(arm.getArm()) != null, field + "arm", "an arm of the slot");
      require(violations, seen.add(arm.getArm()), field + "arm", "each arm once");
      boolean chance = arm.getPropensity() > 0 && arm.getPropensity() <= 1;
      require(violations, chance, field + "propensity", "above 0 and at most 1");
    }
  }

  private static void checkArms(
      List<String> arms, Slot slot, String path, List<Violation> violations) {
    require(
        violations, arms.size() <= MAX_LISTED_ARMS, path, "at most " + MAX_LISTED_ARMS + " arms");
    for (int i = 0; i < arms.size() && violations.size() < MAX_VIOLATIONS; i++) {
      if (slot.arm(arms.get(i)) == null) {
        violations.add(new Violation(path + "[" + i + "]", "an arm of the slot"));
      }
    }
  }

  private static void checkLabels(Map<String, String> labels, List<Violation> violations) {
    require(violations, labels.size() <= MAX_LABELS, "labels", "at most " + MAX_LABELS);
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String key = label.getKey();
      boolean named = !key.isEmpty() && key.indexOf('=') < 0 && fits(key, MAX_LABEL_KEY_BYTES);
      require(
          violations,
          named,
          "labels",
          "keys without '=', of 1 to " + MAX_LABEL_KEY_BYTES + " bytes");
      require(
          violations,
          fits(label.getValue(), MAX_LABEL_VALUE_BYTES),
          named ? "labels[" + key + "]" : "labels",
          atMost(MAX_LABEL_VALUE_BYTES));
    }
  }

  private static void require(
      List<Violation> violations, boolean holds, String field, String description) {
    if (!holds) {
      violations.add(new Violation(field, description));
    }
  }

  private static boolean fits(String text, int bytes) {
    return text.length() * 3 <= bytes
        || text.length() <= bytes && text.getBytes(StandardCharsets.UTF_8).length <= bytes;
  }

  private static String atMost(int bytes) {
    return "at most " + bytes + " bytes of UTF-8";
  }
}
