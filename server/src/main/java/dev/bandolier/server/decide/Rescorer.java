package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.v1.DecisionSource;
import java.util.Arrays;

/**
 * Weighs the arms of a decision's slot once more, by the very code that weighed them first: the eligible
 * arms and the vector are those of its fact, the posteriors whatever they are now. Changes nothing. One
 * thread at a time.
 */
public final class Rescorer {

  private final Workbench bench = new Workbench();

  /** Makes one. */
  public Rescorer() {}

  /**
   * How the arms of a slot were weighed, in the order of the decision's fact.
   *
   * @param scored whether the policy had estimates; else means and widths are 0
   * @param contextual whether these were of the reward in the context, by the arms' coefficients
   * @param pmf floored probabilities at position 0
   * @param means of the reward in the decision's context
   * @param widths standard deviations of these means
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Weights(
      boolean scored, boolean contextual, double[] pmf, double[] means, double[] widths) {

    /** Whether the probabilities are those of the decision's slot, bit for bit. */
    public boolean reproduces(DecisionMade slot) {
      boolean same = pmf.length == slot.eligible();
      for (int i = 0; i < pmf.length && same; i++) {
        same = Double.doubleToRawLongBits(pmf[i]) == Double.doubleToRawLongBits(slot.pmf(i));
      }
      return same;
    }
  }

  /**
   * Weighs one slot's arms.
   *
   * @param served of the decision's revision
   * @param made tells of that slot
   */
  public Weights weigh(Served served, DecisionMade made) {
    Campaign campaign = served.campaign();
    Slot slot = campaign.slotByUid(made.slotUid());
    if (slot == null) {
      throw new IllegalArgumentException("the campaign has no slot of uid " + made.slotUid());
    }
    bench.recall(made, campaign);
    SlotWork work = bench.work(slot);
    work.recall(made);
    DecisionSource source = Answers.source(made);
    boolean whole = Chooser.weigh(served, source, slot, bench);
    boolean scored = whole && Chooser.isScored(served, source);
    boolean contextual = scored && served.policy().usesContext();
    int arms = work.eligible;
    double[] means = new double[arms];
    double[] widths = new double[arms];
    for (int i = 0; i < arms && scored; i++) {
      means[i] = bench.estimates.mean(i);
      widths[i] = contextual ? bench.estimates.width(i) : 0;
    }
    return new Weights(scored, contextual, Arrays.copyOf(work.pmf, arms), means, widths);
  }
}
