package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.model.SparseVector;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A made-up field guide: kinds of unlike frequency, each with one to three values of every feature, half of them good to eat (5), half
 * bad (5 or −35 by even odds), to leave earns 0. Two of the features tell nearly all. Whoever is unlucky with the first of a good kind
 * and then eats what is known to be safe alone learns from rewards that never vary, and must not take that for knowledge of
 * the kinds that are left.
 */
final class FieldGuideTest {
  private static final int FEATURES = 22;
  private static final int VALUES = 5;
  private static final int KINDS = 23;
  private static final int ROUNDS = 8_000;
  private static final double GOOD = 5;
  private static final double BAD = -35;

  /** Three passes that ended at 80 to 82 % when the width followed the residuals alone, the median being 93 to 96 %. */
  @ParameterizedTest
  @CsvSource({"31, 5", "37, 1", "23, 2"})
  void unluckyOrders_endWell(int order, int guide) {
    double score = play(order, guide);
    assertTrue(score > 0.85, "score " + score);
  }

  /** Six guides in twenty orders each; fixed seeds. */
  @Test
  @Tag("long")
  void noOrder_endsBadly() {
    double worst = 1;
    double sum = 0;
    for (int guide = 1; guide <= 6; guide++) {
      for (int order = 21; order <= 40; order++) {
        double score = play(order, guide);
        worst = Math.min(worst, score);
        sum += score / 120;
      }
    }
    System.out.printf("field guide: mean %.4f, worst %.3f%n", sum, worst);
    assertTrue(worst > 0.85 && sum > 0.94, "worst " + worst + ", mean " + sum);
  }

  /**
   * Whoever was poisoned twice before the first good meal, and left a hundred mushrooms alone since, has learned from these nothing of
   * how much meals differ. These passes earned 90, 90, 85, 88, 57 and 48 % when the certain nothing of the others counted as ten meals.
   * Kinds share most of their looks here, so that what one was like is expected of all.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 4", "5, 5", "6, 6"})
  void twoBadMealsAtFirst_areNotTheLast(int order, int guide) {
    double score = play(order, guide, 2, 0.7);
    assertTrue(score > 0.85, "score " + score);
  }

  private static double play(int order, int guide) {
    return play(order, guide, 0, 0);
  }

  /**
   * One pass by the default policy: what it expects to earn, of what lies between even odds and the best there is.
   *
   * @param poisoned how many bad meals it begins with
   * @param alike the share of looks that kinds have in common by nature
   */
  private static double play(int order, int guide, int poisoned, double alike) {
    Guide world = new Guide(guide, new SplittableRandom((1000L * order + guide) * 31 + 7), alike);
    SplittableRandom draws = new SplittableRandom(1000L * order + guide ^ 0x5eed);
    Policy policy = new LinearThompson(LinearThompson.DEFAULT_ALPHA);
    Slot slot = new Slot(2, 1 + FEATURES * VALUES);
    begin(slot, world, poisoned);
    double[] pmf = new double[2];
    double got = 0;
    double best = 0;
    double even = 0;
    for (int i = 0; i < ROUNDS; i++) {
      SparseVector x = world.next();
      slot.probabilities(policy, x, pmf);
      int arm = Draw.pick(pmf, 2, draws.nextDouble());
      got += arm == 0 ? world.worth() : 0;
      best += Math.max(0, world.worth());
      even += world.worth() / 2;
      slot.learn(arm, x, arm == 0 ? world.taste() : 0);
    }
    return (got - even) / (best - even);
  }

  /** So many meals that were poison, and a hundred left alone after them. */
  private static void begin(Slot slot, Guide world, int poisoned) {
    for (int meals = 0; meals < poisoned; ) {
      SparseVector x = world.next();
      if (world.taste() == BAD) {
        slot.learn(0, x, BAD);
        meals++;
      }
    }
    for (int i = 0; i < 100 && poisoned > 0; i++) {
      slot.learn(1, world.next(), 0);
    }
  }

  /** Which values kinds have is drawn from the guide's number, which mushrooms come from the order's. */
  private static final class Guide {
    private final SplittableRandom random;
    private final int[][][] values = new int[KINDS][FEATURES][];
    private final double[] upTo = new double[KINDS];
    private int kind;
    private double luck;

    Guide(long seed, SplittableRandom random, double alike) {
      this.random = random;
      SplittableRandom nature = new SplittableRandom(seed);
      double[] weight = new double[KINDS];
      double[] total = new double[2];
      for (int k = 0; k < KINDS; k++) {
        weight[k] = Math.exp(1.3 * normal(nature));
        total[k % 2] += weight[k];
        for (int feature = 0; feature < FEATURES; feature++) {
          values[k][feature] = values(nature, feature, isBad(k), alike);
        }
      }
      double sum = 0;
      for (int k = 0; k < KINDS; k++) {
        sum += (isBad(k) ? 0.48 : 0.52) * weight[k] / total[k % 2];
        upTo[k] = sum;
      }
      upTo[KINDS - 1] = 1;
    }

    SparseVector next() {
      double place = random.nextDouble();
      kind = 0;
      while (upTo[kind] < place) {
        kind++;
      }
      SparseVector x = new SparseVector(FEATURES);
      for (int feature = 0; feature < FEATURES; feature++) {
        int[] possible = values[kind][feature];
        x.add(1 + feature * VALUES + possible[random.nextInt(possible.length)], 1);
      }
      luck = random.nextDouble();
      return x;
    }

    double worth() {
      return isBad(kind) ? (GOOD + BAD) / 2 : GOOD;
    }

    double taste() {
      return isBad(kind) && luck >= 0.5 ? BAD : GOOD;
    }

    private static boolean isBad(int kind) {
      return kind % 2 == 1;
    }

    private static int[] values(SplittableRandom nature, int feature, boolean bad, double alike) {
      double width = nature.nextDouble();
      int[] values = new int[width < 0.6 ? 1 : width < 0.85 ? 2 : 3];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(nature, feature, bad, alike);
      }
      return values;
    }

    private static int value(SplittableRandom nature, int feature, boolean bad, double alike) {
      if (feature > 1 && alike > 0 && nature.nextDouble() < alike) {
        return 0;
      }
      if (feature == 0 && bad) {
        return nature.nextDouble() < 0.1 ? 0 : 1 + nature.nextInt(VALUES - 1);
      } else if (feature == 0) {
        return nature.nextDouble() < 0.75 ? 0 : 1 + nature.nextInt(2);
      }
      return nature.nextInt(feature == 1 && !bad ? 2 : VALUES);
    }

    /** By Box and Muller. */
    private static double normal(SplittableRandom random) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
  }
}
