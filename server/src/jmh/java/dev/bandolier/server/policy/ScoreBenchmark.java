package dev.bandolier.server.policy;

import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TaughtArms;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to score a slot's K arms, four non-zeros, where they lie: one slot again and again, or
 * slot after slot of so many megabytes. What it cannot prove: what a writer beside it costs, nor what the
 * kernel's huge pages would change for the store's mapped files.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = "-XX:MaxDirectMemorySize=5g")
public class ScoreBenchmark {

  private static final int CONTEXTS = 1024;

  @Param({"2", "10", "100", "1000"})
  int arms;

  @Param({"36", "128", "512"})
  int dimension;

  /** The memory of the arms that are scored in turn; 0 is one slot. */
  @Param({"0", "1024"})
  int megabytes;

  private final ArmScorer scorer = new ArmScorer();
  private final Estimates estimates = new Estimates();
  private final SparseVector[] contexts = new SparseVector[CONTEXTS];
  private List<SlotModel> slots;
  private int[] uids;
  private int turn;

  @Setup
  public void teach() {
    TaughtArms taught =
        new TaughtArms(arms, dimension, (long) megabytes << 20, new SplittableRandom(1));
    slots = taught.slots();
    uids = IntStream.range(0, arms).toArray();
    for (int i = 0; i < CONTEXTS; i++) {
      contexts[i] = taught.context();
    }
  }

  /** Scores. */
  @Benchmark
  public boolean score() {
    turn = turn + 1 & Integer.MAX_VALUE;
    return scorer.score(
        slots.get(turn % slots.size()), uids, arms, contexts[turn % CONTEXTS], estimates);
  }
}
