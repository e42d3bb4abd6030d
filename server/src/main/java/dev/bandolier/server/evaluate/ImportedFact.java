package dev.bandolier.server.evaluate;

import com.google.protobuf.ByteString;
import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.ImportedChoice;
import dev.bandolier.v1.ImportedDecision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Makes facts of imported decisions that were checked. One thread. */
final class ImportedFact {

  private final Encoder encoder;
  private final Campaign campaign;
  private final ContextValues values = new ContextValues();
  private final DecisionMadeWriter writer = new DecisionMadeWriter();
  private final SparseVector vector = new SparseVector(64);

  ImportedFact(Encoder encoder) {
    this.encoder = encoder;
    this.campaign = encoder.campaign();
  }

  Campaign campaign() {
    return campaign;
  }

  /**
   * Makes one.
   *
   * @param now for what has no time, epoch milliseconds
   * @param id of the decision
   */
  DecisionImported make(ImportedDecision decision, double weight, long now, String id) {
    long time =
        decision.hasTime()
            ? decision.getTime().getSeconds() * 1_000 + decision.getTime().getNanos() / 1_000_000
            : now;
    var unused = encoder.reader().read(decision.getContext(), time, values);
    writer.begin(campaign.uid(), campaign.revision(), id.getBytes(StandardCharsets.UTF_8));
    int[] firsts = new int[campaign.slots().size()];
    Arrays.fill(firsts, -1);
    for (ImportedChoice choice : decision.getChoicesList()) {
      Slot slot = Objects.requireNonNull(campaign.slot(choice.getSlot()));
      encoder.encode(slot.index(), values, firsts, vector);
      firsts[slot.index()] = write(choice, slot);
    }
    writer.context(values.section());
    ByteString made = ByteString.copyFrom(writer.finish());
    List<Double> rewards =
        decision.getChoicesList().stream().map(ImportedChoice::getReward).toList();
    return new DecisionImported(campaign.uid(), time, weight, made, rewards);
  }

  /** Writes a slot; returns the uid of the arm that was chosen. */
  private int write(ImportedChoice choice, Slot slot) {
    int chosen = uid(slot, choice.getArm());
    int[] arms = arms(choice, slot, chosen);
    double[] pmf = new double[arms.length];
    int at =
        IntStream.range(0, arms.length).filter(i -> arms[i] == chosen).findFirst().orElseThrow();
    Arrays.fill(pmf, Double.NaN);
    pmf[at] = choice.getPropensity();
    for (int i = 0; i < choice.getPmfCount(); i++) {
      pmf[i] = choice.getPmf(i).getProbability();
    }
    int[] indexes = new int[vector.size()];
    double[] entries = new double[vector.size()];
    Arrays.setAll(indexes, vector::index);
    Arrays.setAll(entries, vector::value);
    writer.slot(
        slot.uid(),
        vector.size(),
        indexes,
        entries,
        arms.length,
        arms,
        pmf,
        1,
        new int[] {at},
        new double[] {pmf[at]});
    return chosen;
  }

  /** Those of the pmf, or else the active ones and the chosen one. */
  private static int[] arms(ImportedChoice choice, Slot slot, int chosen) {
    if (choice.getPmfCount() > 0) {
      return choice.getPmfList().stream().mapToInt(each -> uid(slot, each.getArm())).toArray();
    }
    IntStream active = Arrays.stream(slot.activeArms());
    return IntStream.concat(active, IntStream.of(chosen)).distinct().toArray();
  }

  private static int uid(Slot slot, String id) {
    Arm arm = Objects.requireNonNull(slot.arm(id));
    return arm.uid();
  }
}
