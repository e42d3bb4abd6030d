package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Values policies on logged decisions, rows streaming by: what stays in memory are the posteriors of the policy and of the reward model.
 *
 * <p>Frozen: the policy learns from the earlier rows (those that do not learn from none), then {@link Estimators} value it on
 * the rest. Own run (Mandel, Liu, Brunskill and Popović, "Offline evaluation of online reinforcement learning algorithms",
 * 2016, rejection sampling; with a uniform log the replay of Li, Chu, Langford and Wang 2011): a row is accepted with
 * probability c·q/p, c being the smallest probability in the whole log, and only accepted rows are learned from; they are then distributed as the
 * policy's own, and valued with weights of 1. It has no confidence sequence, since the value of a policy that learns is no constant.
 *
 * <p>The reward model learns every row after it was predicted. One thread.
 */
public final class Evaluator {

  private final LoggedRows rows;
  private final Question question;
  private final LongPredicate progress;
  private final @Nullable RewardRange range;
  private final TargetPolicy policy;
  private final RewardModel model;
  private final Weigher weigher;
  private long seen;

  private Evaluator(
      LoggedRows rows, Campaign settings, Question question, long memory, LongPredicate progress) {
    MemoryBudget budget = new MemoryBudget(memory);
    this.rows = rows;
    this.question = question;
    this.progress = progress;
    this.range = RewardRange.of(settings.definition());
    this.policy = new TargetPolicy(settings, budget);
    this.model = new RewardModel(settings.priorPrecision(), range, budget);
    this.weigher = new Weigher(settings, policy, model);
  }

  /**
   * Values a policy.
   *
   * @param settings the campaign as it would be with the policy
   * @param memory bytes that posteriors may take
   * @param progress is told how many rows were read, and says whether to go on
   * @throws EvaluationException if the log does not allow it
   * @throws CancellationException if it was not to go on
   */
  public static PolicyValue value(
      LoggedRows rows, Campaign settings, Question question, long memory, LongPredicate progress)
      throws IOException {
    Evaluator evaluator = new Evaluator(rows, settings, question, memory, progress);
    return question.valueOf() == ValueOf.OWN_RUN && evaluator.policy.learns()
        ? evaluator.ownRun()
        : evaluator.frozen();
  }

  private PolicyValue frozen() throws IOException {
    long whole = count();
    long earlier = policy.learns() ? question.earlierOf(whole) : 0;
    Estimators estimators = new Estimators(range, question.clip());
    long[] taught = {0};
    each(
        estimators::hold,
        row -> {
          if (taught[0] < earlier) {
            policy.learn(row);
            taught[0]++;
          } else {
            estimators.add(weigher.weigh(row));
          }
          model.learn(row);
        });
    return new PolicyValue(
        ValueOf.FROZEN,
        estimators.rows(),
        taught[0],
        estimators.rows(),
        estimators.loggedValue(),
        estimators.estimates());
  }

  /** How many rows can be valued at all. */
  private long count() throws IOException {
    long[] count = {0};
    each(row -> count[0]++);
    return count[0];
  }

  private PolicyValue ownRun() throws IOException {
    double least = leastPropensity();
    SplittableRandom coin = new SplittableRandom(question.seed());
    Estimators estimators = new Estimators(null, Double.POSITIVE_INFINITY);
    Moments logged = new Moments();
    each(
        row -> {
          logged.add(row.reward());
          double weight = weigher.weight(row);
          if (coin.nextDouble() < least * weight) {
            estimators.add(asItsOwn(weigher.weigh(row)));
            policy.learn(row);
          }
          model.learn(row);
        });
    return new PolicyValue(
        ValueOf.OWN_RUN,
        (long) logged.count(),
        0,
        estimators.rows(),
        logged.mean(),
        estimators.estimates());
  }

  private static WeighedRow asItsOwn(WeighedRow row) {
    row.weight[0] = 1.0;
    row.arms = 0;
    return row;
  }

  private double leastPropensity() throws IOException {
    double[] least = {1.0};
    each(
        row -> {
          if (row.slots().size() != 1 || row.slots().get(0).chosen().length != 1) {
            throw new EvaluationException(
                "the value of an own run is there for one slot and one position only: name the slot");
          }
          least[0] = Math.min(least[0], row.leastPropensity());
        });
    return least[0];
  }

  /** What is done with a row. */
  @FunctionalInterface
  private interface Step {
    void with(LoggedRow row);
  }

  private void each(Step step) throws IOException {
    each(() -> {}, step);
  }

  private void each(Runnable open, Step step) throws IOException {
    rows.forEach(
        new LoggedRows.Visitor() {
          @Override
          public boolean row(LoggedRow row) {
            if (!progress.test(++seen)) {
              throw new CancellationException("the evaluation was cancelled");
            }
            if (row.slots().stream().allMatch(LoggedSlot::isWhole)) {
              step.with(row);
            }
            return true;
          }

          @Override
          public void open() {
            open.run();
          }
        });
  }
}
