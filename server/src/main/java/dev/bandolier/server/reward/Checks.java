package dev.bandolier.server.reward;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with the fields of one message. Belongs to one thread. */
final class Checks {

  static final int MAX_ID_BYTES = 64;
  static final int MAX_POSITION = 99;

  /** How far a caller's clock may be ahead, in milliseconds. */
  static final long MAX_AHEAD = 5 * 60 * 1000;

  private final List<Violation> violations = new ArrayList<>();

  List<Violation> violations() {
    return violations;
  }

  void require(boolean holds, String field, String description) {
    if (!holds) {
      violations.add(new Violation(field, description));
    }
  }

  void decisionId(String id) {
    require(!id.isEmpty(), "decision_id", "required");
    shortId("decision_id", id);
  }

  void shortId(String field, String id) {
    boolean fits =
        id.length() <= MAX_ID_BYTES && id.getBytes(StandardCharsets.UTF_8).length <= MAX_ID_BYTES;
    require(fits, field, "at most " + MAX_ID_BYTES + " bytes of UTF-8");
  }

  void time(String field, Timestamp time, long now) {
    if (!Timestamps.isValid(time)) {
      require(false, field, "a time from year 1 to 9999, nanos from 0 to 999,999,999");
    } else {
      boolean past = Timestamps.toMillis(time) <= now + MAX_AHEAD;
      require(past, field, "not more than 5 minutes ahead of the server's clock");
    }
  }

  void slots(Campaign campaign, List<String> slots) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < slots.size(); i++) {
      String field = "slots[" + i + "]";
      require(campaign.slot(slots.get(i)) != null, field, "a slot of the campaign");
      require(seen.add(slots.get(i)), field, "each slot once");
    }
  }

  /** The fields by which outcomes and retractions name what was shown. */
  void shown(Campaign campaign, String slotName, String arm, boolean hasPosition, int position) {
    Slot slot = slotName.isEmpty() ? null : campaign.slot(slotName);
    require(slotName.isEmpty() || slot != null, "slot", "a slot of the campaign");
    boolean named = !slotName.isEmpty() || campaign.slots().size() == 1;
    require(arm.isEmpty() || named, "slot", "required where an arm is given");
    Slot only = slotName.isEmpty() && named ? campaign.slots().get(0) : slot;
    boolean known = arm.isEmpty() || only == null || only.arm(arm) != null;
    require(known, "arm", "an arm of the slot");
    boolean inRange = !hasPosition || position >= 0 && position <= MAX_POSITION;
    require(inRange, "position", "0 to " + MAX_POSITION);
    require(!hasPosition || !slotName.isEmpty(), "slot", "required where a position is given");
    require(!hasPosition || !arm.isEmpty(), "arm", "required where a position is given");
  }
}
