package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import dev.bandolier.v1.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A world whose every figure is known: four contexts, five arms, clicks, and a policy that logs in it. */
final class LoggedWorld {

  static final int CONTEXTS = 4;
  static final int ARMS = 5;

  private LoggedWorld() {}

  /** The click rate of an arm in a context: 0.05 to 0.41. */
  static double rate(int context, int arm) {
    return 0.05 + 0.03 * ((3 * context + 5 * arm) % 13);
  }

  /** The logging policy's probabilities: 0.04 to 0.6. */
  static double[] logged(int context) {
    double[] pmf = new double[ARMS];
    double total = 0;
    for (int arm = 0; arm < ARMS; arm++) {
      pmf[arm] = 1.0 / (1 + (context + 2 * arm) % ARMS * 3);
      total += pmf[arm];
    }
    for (int arm = 0; arm < ARMS; arm++) {
      pmf[arm] /= total;
    }
    return pmf;
  }

  /** What a policy with the same probabilities in every context earns. */
  static double value(double[] pmf) {
    double value = 0;
    for (int context = 0; context < CONTEXTS; context++) {
      for (int arm = 0; arm < ARMS; arm++) {
        value += pmf[arm] * rate(context, arm) / CONTEXTS;
      }
    }
    return value;
  }

  /** The world's campaign; the last two arms have a feature in common. */
  static Campaign campaign(PolicyType type) {
    Slot.Builder slot = Samples.slot("offer", "a0", "a1", "a2", "a3", "a4").setDefaultArm("a2");
    slot.getArmsBuilder(3).addFeatures(Samples.flag("late", true));
    slot.getArmsBuilder(4).addFeatures(Samples.flag("late", true));
    return Samples.created(
        dev.bandolier.v1.Campaign.newBuilder()
            .setName("campaigns/world")
            .addSlots(slot)
            .setPolicy(Policy.newBuilder().setType(type))
            .setRewardBounds(Samples.bounds(0, 1))
            .addRewardRules(Samples.rule("click", 1, 1)));
  }

  static LoggedRow row(SplittableRandom random, long position) {
    int context = random.nextInt(CONTEXTS);
    double[] pmf = logged(context);
    int arm = 0;
    double left = random.nextDouble() - pmf[0];
    while (left >= 0 && arm < ARMS - 1) {
      left -= pmf[++arm];
    }
    double reward = random.nextDouble() < rate(context, arm) ? 1 : 0;
    SparseVector vector = new SparseVector(2);
    vector.add(1 + context, 1);
    return new LoggedRow(
        position,
        position,
        List.of(
            new LoggedSlot(
                0,
                vector,
                new int[] {0, 1, 2, 3, 4},
                pmf,
                new int[] {arm},
                new double[] {pmf[arm]},
                new double[] {reward})));
  }

  static LoggedRows rows(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<LoggedRow> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(row(random, i));
    }
    return new LoggedRows() {
      @Override
      public long count() {
        return count;
      }

      @Override
      public void forEach(Visitor visitor) {
        for (int i = 0; i < count && visitor.row(rows.get(i)); i++) {}
      }
    };
  }
}
