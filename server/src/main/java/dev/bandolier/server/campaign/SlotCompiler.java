package dev.bandolier.server.campaign;

import dev.bandolier.v1.PolicyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives slots and arms their uids: those of the revision before keep theirs, new ones get the next
 * free one in the order of appearance. The same definitions in the same order give the same uids.
 */
final class SlotCompiler {

  private final dev.bandolier.v1.Campaign definition;
  private final RewardRules rules;
  private final @Nullable Campaign previous;
  private int nextUid;

  SlotCompiler(
      dev.bandolier.v1.Campaign definition, RewardRules rules, @Nullable Campaign previous) {
    this.definition = definition;
    this.rules = rules;
    this.previous = previous;
    this.nextUid = previous == null ? 0 : previous.nextSlotUid();
  }

  List<Slot> compile() {
    List<Slot> slots = new ArrayList<>();
    for (dev.bandolier.v1.Slot slot : definition.getSlotsList()) {
      slots.add(slot(slots, slot));
    }
    return List.copyOf(slots);
  }

  /** The uid that the next new slot gets; call after {@link #compile}. */
  int nextUid() {
    return nextUid;
  }

  private Slot slot(List<Slot> earlier, dev.bandolier.v1.Slot slot) {
    Slot before = previous == null ? null : previous.slot(slot.getName());
    return new Slot(
        earlier.size(),
        before == null ? nextUid++ : before.uid(),
        slot,
        arms(slot, before == null ? List.of() : before.arms()),
        contextSlots(slot, earlier),
        rules,
        definition.getPolicy().getType() == PolicyType.POLICY_TYPE_HYBRID_THOMPSON);
  }

  /** Arms that the definition no longer carries stay, retired. */
  private static List<Arm> arms(dev.bandolier.v1.Slot slot, List<Arm> before) {
    Map<String, Arm> arms = new LinkedHashMap<>();
    before.forEach(arm -> arms.put(arm.id(), arm.retired()));
    for (dev.bandolier.v1.Arm arm : slot.getArmsList()) {
      Arm known = arms.get(arm.getId());
      arms.put(arm.getId(), Arm.of(known == null ? arms.size() : known.uid(), arm));
    }
    return List.copyOf(arms.values());
  }

  private static int[] contextSlots(dev.bandolier.v1.Slot slot, List<Slot> earlier) {
    return earlier.stream()
        .filter(other -> slot.getContextSlotsList().contains(other.name()))
        .mapToInt(Slot::index)
        .toArray();
  }
}
