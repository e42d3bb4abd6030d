package dev.bandolier.loadtest.replay;

import java.util.OptionalLong;

/**
 * What one run came to; means are NaN where unknown.
 *
 * @param name the problem's
 * @param policy the policy that decided, by its short name
 * @param seed absent: the file's order
 * @param rounds decisions made
 * @param accepted decisions whose reward was revealed and learned
 * @param rewardMean of the accepted
 * @param references what simple policies earn on the same rows
 * @param lastFifthMean of the last fifth of the accepted
 * @param bestArmLastFifthShare of the last fifth of the decisions, how many chose the best arm
 * @param regret sum of what the choices' expected rewards lacked of the best ones'
 * @param seconds how long it took
 */
record RunResult(
    String name,
    String policy,
    OptionalLong seed,
    int rounds,
    int accepted,
    double rewardMean,
    References references,
    double lastFifthMean,
    double bestArmLastFifthShare,
    double regret,
    double seconds) {

  /** The same under another name. */
  RunResult by(String contestant) {
    return new RunResult(
        name,
        contestant,
        seed,
        rounds,
        accepted,
        rewardMean,
        references,
        lastFifthMean,
        bestArmLastFifthShare,
        regret,
        seconds);
  }
}
