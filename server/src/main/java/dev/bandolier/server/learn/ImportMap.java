package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.PortableArm;
import dev.bandolier.v1.ExportArm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the entries of an exported slot's vector lie in a campaign's own. Immutable. */
final class ImportMap {

  private static final int AMBIGUOUS = -2;

  private final List<String> names;
  private final int[] target;

  private ImportMap(List<String> names, int[] target) {
    this.names = List.copyOf(names);
    this.target = target;
  }

  static ImportMap of(Encoder encoder, Slot slot, List<String> names) {
    Map<String, Integer> own = new HashMap<>();
    for (int i = 0; i < encoder.dimension(slot.index()); i++) {
      own.merge(encoder.nameOf(slot.index(), i), i, (one, other) -> AMBIGUOUS);
    }
    int[] target =
        names.stream().mapToInt(name -> Math.max(-1, own.getOrDefault(name, -1))).toArray();
    return new ImportMap(names, target);
  }

  /** For each exported entry its index in the campaign, or -1; not to be changed. */
  int[] target() {
    return target;
  }

  int entries() {
    return names.size();
  }

  /** Entries that the arm has learned something about and that the campaign has not. */
  List<String> strangers(PortableArm arm) {
    List<String> strangers = new ArrayList<>();
    for (int i = 0; i < arm.dimension(); i++) {
      if (target[i] < 0 && !arm.isPrior(i)) {
        strangers.add("nothing learned about '" + names.get(i) + "', which the campaign has not");
      }
    }
    return strangers;
  }

  static PortableArm numbers(ExportArm message) {
    return new PortableArm(
        numbers(message.getFiguresList()),
        numbers(message.getThetaList()),
        numbers(message.getRewardsList()),
        numbers(message.getInverseList()),
        numbers(message.getPrecisionList()));
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
