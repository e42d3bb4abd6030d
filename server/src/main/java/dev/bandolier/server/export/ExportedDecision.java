package dev.bandolier.server.export;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision by names, with what became of it.
 *
 * @param id as the caller has it
 * @param campaign its name
 * @param position where it stands in the journal
 * @param time when it was made, epoch milliseconds
 * @param revision the campaign's
 * @param modelVersion journal position up to which the posteriors scored had been folded
 * @param exact whether that holds for all of them
 * @param source POLICY, HOLDOUT, DEFAULT or SHADOW
 * @param tracked whether outcomes can be reported
 * @param unit salted hash of the unit in hexadecimal; empty for none
 * @param labels as {@code key=value}
 * @param context values by feature, in the schema's order, missing ones left out: a String, a Double or a Boolean
 * @param slots those that were decided, in the campaign's order
 * @param outcomes in the order of their arrival, retracted ones included
 */
public record ExportedDecision(
    String id,
    String campaign,
    long position,
    long time,
    long revision,
    long modelVersion,
    boolean exact,
    String source,
    boolean tracked,
    String unit,
    List<String> labels,
    Map<String, Object> context,
    List<Slot> slots,
    List<Outcome> outcomes) {

  /**
   * One slot of it.
   *
   * @param slot its name
   * @param wouldBe id of the arm that the policy would have chosen where the caller chose; else null. The pmf is then the policy's, the
   *     propensities are the caller's
   * @param arms ids of the K eligible arms, in the campaign's order
   * @param pmf their K probabilities at position 0, floor included
   * @param choices by position
   */
  public record Slot(
      String slot,
      @Nullable String wouldBe,
      List<String> arms,
      List<Double> pmf,
      List<Choice> choices) {}

  /**
   * One position of a slot.
   *
   * @param arm id of the arm that was chosen
   * @param index which of the eligible ones, in [0, K)
   * @param propensity its probability, given the arms chosen before
   * @param state WAITING, OPEN, REWARDED, DEFAULTED, CENSORED; UNTRACKED where nothing was kept, UNKNOWN where that is not known any
   *     more
   * @param reward null unless the window is closed
   */
  public record Choice(
      String arm, int index, double propensity, String state, @Nullable Double reward) {}

  /**
   * One outcome.
   *
   * @param outcome its name
   * @param value 0 where it has none
   * @param time its own, epoch milliseconds
   * @param counts whether it was neither taken back, replaced, nor still waiting for an activation
   * @param machine whether a machine is said to have caused it
   */
  public record Outcome(String outcome, double value, long time, boolean counts, boolean machine) {}
}
