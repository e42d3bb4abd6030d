package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.PolicyType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A campaign that serves while it learns, in a world of known rates: of its arms it prefers the one that has earned most per showing so far. Candidates
 * see what it sees. The first prefers the arm that has earned least, the second has changed its mind every hundred decisions, the third is uniform, the
 * fourth shows the last arm.
 */
final class CandidateWorld {

  static final int CANDIDATES = 4;
  private static final int CONTEXTS = 2;
  private static final double FLOOR = 0.1;

  private final SplittableRandom random;
  private final double[][] rates;
  private final double[] earned;
  private final double[] shown;
  private final boolean adaptive;
  final CandidateEvidence evidence;
  private long rounds;

  /**
   * A world.
   *
   * @param rates by context and arm
   * @param adaptive whether what serves learns; else all arms alike
   */
  CandidateWorld(long seed, double[][] rates, boolean adaptive) {
    this.random = new SplittableRandom(seed);
    this.rates = rates;
    this.adaptive = adaptive;
    this.earned = new double[rates[0].length];
    this.shown = new double[rates[0].length];
    Campaign campaign = LoggedWorld.campaign(PolicyType.POLICY_TYPE_LINEAR_THOMPSON);
    this.evidence = new CandidateEvidence(campaign, new RewardRange(0, 1), CANDIDATES, 0.05);
  }

  int arms() {
    return earned.length;
  }

  /** One decision. */
  void go() {
    int context = random.nextInt(CONTEXTS);
    double[] pmf = adaptive ? floored(best(1)) : alike();
    int arm = pick(pmf, random.nextDouble());
    double reward = random.nextDouble() < rates[context][arm] ? 1 : 0;
    SparseVector vector = new SparseVector(2);
    vector.add(1 + context, 1);
    int[] all = new int[arms()];
    Arrays.setAll(all, i -> i);
    LoggedSlot slot =
        new LoggedSlot(
            0, vector, all, pmf, new int[] {arm}, new double[] {pmf[arm]}, new double[] {reward});
    boolean whole = evidence.add(new LoggedRow(rounds, rounds, List.of(slot)), targets());
    if (!whole) {
      throw new AssertionError("left out");
    }
    rounds++;
    earned[arm] += reward;
    shown[arm]++;
  }

  private float[] targets() {
    double[][] pmfs = {
      floored(best(-1)), floored((int) (rounds / 100 % arms())), alike(), floored(arms() - 1)
    };
    float[] targets = new float[CANDIDATES * arms()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) pmfs[i / arms()][i % arms()];
    }
    return targets;
  }

  private int best(int sign) {
    int best = 0;
    for (int arm = 1; arm < arms(); arm++) {
      best = sign * mean(arm) > sign * mean(best) ? arm : best;
    }
    return best;
  }

  private double mean(int arm) {
    return (earned[arm] + 1) / (shown[arm] + 2);
  }

  private double[] floored(int arm) {
    double[] pmf = new double[arms()];
    Arrays.fill(pmf, FLOOR / arms());
    pmf[arm] += 1 - FLOOR;
    return pmf;
  }

  private double[] alike() {
    double[] pmf = new double[arms()];
    Arrays.fill(pmf, 1.0 / arms());
    return pmf;
  }

  private static int pick(double[] pmf, double u) {
    int arm = 0;
    double left = u - pmf[0];
    while (left >= 0 && arm < pmf.length - 1) {
      left -= pmf[++arm];
    }
    return arm;
  }
}
