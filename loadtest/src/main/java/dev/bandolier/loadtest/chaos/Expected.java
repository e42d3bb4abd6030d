package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Choice;
import dev.bandolier.client.SettlementState;

/**
 * What must have become of one part of a decision, a part being one position of one slot.
 *
 * @param choice what was chosen
 * @param state its state in the end
 * @param reward what its outcomes are worth; meaningless where it is censored
 * @param tallied whether its reward stands in the statistics
 * @param credited whether an outcome counts
 * @param clipped whether a value was clipped
 */
record Expected(
    Choice choice,
    SettlementState state,
    double reward,
    boolean tallied,
    boolean credited,
    boolean clipped) {}
