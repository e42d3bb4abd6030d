package dev.bandolier.server.policy;

import java.util.Arrays;

/**
 * Thompson sampling over independent normal posteriors, as probabilities instead of a draw (Agrawal
 * and Goyal, "Thompson sampling for contextual bandits with linear payoffs", ICML 2013).
 *
 * <p>Arm a with mean μₐ and width sₐ (α times the posterior standard deviation) wins with
 *
 * <pre>
 *   P(a) = ∫ φₐ(t) ∏_{b≠a} Φ_b(t) dt = ∫ hₐ(t)·M(t) dt,   hₐ = φₐ/Φₐ,   M = ∏_b Φ_b,
 * </pre>
 *
 * so that one pass over shared nodes t gives the probabilities of all arms.
 *
 * <p><b>Range.</b> Let z be so large that of K arms together no more than 10⁻⁵ lies beyond it, which is
 * 4.5 for two arms and {@link NormalTable#REACH} from 64 on, and L = max(μ_b − z·s_b). The winner lies
 * above L but for that, and an arm with μ + z·s ≤ L does not win. So every contender's interval μ ± z·s
 * contains L, and a contender that reaches a distance τ above L has s ≥ τ/2z: the integrand's features
 * get wider with the distance.
 *
 * <p><b>Nodes.</b> Hence t = L + 2Z·s_min·sinh(v), Z the largest z, with v evenly spaced resolves narrow arms near L and
 * wide ones far off, and takes a number of nodes that grows with the logarithm of the widths' ratio.
 * The integrand vanishes at both ends, where the midpoint rule converges exponentially (Trefethen and
 * Weideman, "The exponentially convergent trapezoidal rule", SIAM Review 56(3), 2014). The largest of K
 * normals varies over s/√(2 ln K), so the spacing shrinks with the number of contenders.
 *
 * <p><b>Error.</b> Total variation below 1e-4; tested down to widths 10⁶ apart. Widths below 10⁻⁷ of the
 * widest, 0 included, are taken to be that. If all are 0, the best arms share alike. Identical arms
 * get identical probabilities.
 *
 * <p>From {@value #MANY} contenders on, {@link ManyArms} places the nodes.
 *
 * <p><b>Cost.</b> About 20 nodes for ten contenders whose widths are alike, 2–4 ns for each of them; nodes at which
 * some arm is almost surely higher are cut short, and an arm that no longer reaches the node is left
 * out. Consumes no randomness; the memory is in the {@link Estimates}.
 */
public final class LinearThompson implements Policy {
  /** The default of α. */
  public static final double DEFAULT_ALPHA = 0.6;

  private static final double LEAST_RELATIVE_WIDTH = 1e-7;

  /** Widths below it are none: what is divided by them overflows. */
  private static final double LEAST_WIDTH = 1e-290;

  /** From how many contenders on {@link ManyArms} integrates. */
  private static final int MANY = 64;

  private static final double NEGLIGIBLE = 1e-6;
  private static final double BEYOND = 1e-5;
  private static final int SPACINGS = 32;
  private static final double[] COSH = new double[SPACINGS];
  private static final double[] SINH = new double[SPACINGS];
  private static final double[] HALF_COSH = new double[SPACINGS];
  private static final double[] HALF_SINH = new double[SPACINGS];
  private static final double[] REACH = new double[SPACINGS];

  static {
    for (int bits = 1; bits < SPACINGS; bits++) {
      double spacing = spacing(bits);
      COSH[bits] = StrictMath.cosh(spacing);
      SINH[bits] = StrictMath.sinh(spacing);
      HALF_COSH[bits] = StrictMath.cosh(0.5 * spacing);
      HALF_SINH[bits] = StrictMath.sinh(0.5 * spacing);
      REACH[bits] = NormalTable.reach(BEYOND / (1L << bits));
    }
  }

  private final double alpha;

  /**
   * A policy of its own width.
   *
   * @param alpha at least 0, finite; 1 samples from the posterior, less explores less, 0 is greedy
   */
  public LinearThompson(double alpha) {
    this.alpha = Alpha.checked(alpha);
  }

  @Override
  public void probabilities(Estimates estimates, double[] pmf) {
    double widest = 0.0;
    for (int i = 0; i < estimates.count; i++) {
      double width = alpha * estimates.width[i];
      widest = width > widest ? width : widest;
    }
    Contenders contenders = estimates.contenders;
    choose(estimates, LEAST_RELATIVE_WIDTH * widest, contenders);
    Arrays.fill(pmf, 0, estimates.count, 0.0);
    if (contenders.count == 1 || widest < LEAST_WIDTH) {
      share(contenders, pmf);
    } else {
      if (contenders.count < MANY) {
        integrate(contenders);
      } else {
        int bits = bits(contenders.count);
        estimates.many.integrate(spacing(bits), SINH[bits], COSH[bits]);
      }
      normalise(contenders, pmf);
    }
  }

  private void choose(Estimates estimates, double least, Contenders contenders) {
    double reach = REACH[bits(estimates.count)];
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < estimates.count; i++) {
      double low = estimates.mean[i] - reach * width(estimates, i, least);
      bottom = low > bottom ? low : bottom;
    }
    contenders.clear(estimates.count, reach);
    for (int i = 0; i < estimates.count; i++) {
      double width = width(estimates, i, least);
      double below = bottom - estimates.mean[i];
      if (below < reach * width || below == 0.0) {
        contenders.add(i, below, width);
      }
    }
    contenders.begin();
  }

  private double width(Estimates estimates, int i, double least) {
    double width = alpha * estimates.width[i];
    return width > least ? width : least;
  }

  private static void integrate(Contenders contenders) {
    int bits = bits(contenders.count);
    double stretch = 2.0 * NormalTable.REACH * contenders.narrowest;
    double sinh = HALF_SINH[bits];
    double cosh = HALF_COSH[bits];
    int active = contenders.count;
    while (active > 0 && stretch * sinh < contenders.top) {
      active = addNode(contenders, active, stretch * sinh, stretch * cosh);
      double next = sinh * COSH[bits] + cosh * SINH[bits];
      cosh = cosh * COSH[bits] + sinh * SINH[bits];
      sinh = next;
    }
  }

  /** Adds the node at τ with its weight to every active arm; returns how many are still active. */
  private static int addNode(Contenders contenders, int active, double tau, double weight) {
    double[] table = NormalTable.table();
    double[] offset = contenders.offset;
    double[] density = contenders.density;
    double[] hazard = contenders.hazard;
    double below = 1.0;
    int count = active;
    for (int i = 0; i < count; i++) {
      double u = offset[i] + tau * density[i];
      if (u >= contenders.reach) {
        contenders.swap(i--, --count);
        continue;
      }
      double place = NormalTable.place(u);
      double off = NormalTable.off(u, place);
      int cell = NormalTable.cell(place);
      below *= NormalTable.distribution(table, cell, off);
      if (below < NEGLIGIBLE) {
        return count;
      }
      hazard[i] = NormalTable.hazard(table, cell, off) * density[i];
    }
    addScaled(contenders.sum, below * weight, hazard, count);
    return count;
  }

  private static void addScaled(double[] to, double factor, double[] from, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += factor * from[i];
    }
  }

  private static void share(Contenders contenders, double[] pmf) {
    for (int i = 0; i < contenders.count; i++) {
      pmf[contenders.arm[i]] = 1.0 / contenders.count;
    }
  }

  private static void normalise(Contenders contenders, double[] pmf) {
    double total = 0.0;
    for (int i = 0; i < contenders.count; i++) {
      pmf[contenders.arm[i]] = contenders.sum[i];
      total += contenders.sum[i];
    }
    for (int i = 0; i < contenders.count; i++) {
      pmf[contenders.arm[i]] /= total;
    }
  }

  private static int bits(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count);
  }

  /**
   * In units of v, for as many contenders as take that many bits to write: 1.2/√bits widths for two, up to
   * 1.7 where sinh stretches them, found by the size of the integrand's Fourier transform; less for many,
   * whose largest lies where the stretching is greatest. The largest error in total variation over 2,000
   * random cases of 2 to 40 arms is then 1.2e-5.
   */
  private static double spacing(int bits) {
    return Math.max(0.5, 1.28 - 0.04 * bits) / (StrictMath.sqrt(bits) * 2.0 * NormalTable.REACH);
  }
}
