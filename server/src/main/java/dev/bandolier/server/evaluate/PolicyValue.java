package dev.bandolier.server.evaluate;

/**
 * What a policy would have earned.
 *
 * @param valueOf which of its values; {@code FROZEN} for one that does not learn
 * @param rounds rows that it is valued on
 * @param learnedFrom rows before these that it was taught
 * @param accepted of {@code OWN_RUN}: rounds that it has had; else as {@code rounds}
 * @param loggedValue the mean of the rewards that were logged on these rows
 * @param estimates what the estimators say
 */
public record PolicyValue(
    ValueOf valueOf,
    long rounds,
    long learnedFrom,
    long accepted,
    double loggedValue,
    ValueEstimates estimates) {}
