package dev.bandolier.server.policy;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * What it costs to key a generator with a decision's id and to draw one of K arms. It cannot prove that
 * the draws are uniform; the tests do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DrawBenchmark {

  @Param({"2", "10", "100", "1000"})
  int arms;

  private final KeyedGenerator generator = new KeyedGenerator();
  private final byte[] id = new byte[16];
  private double[] pmf;

  @Setup
  public void spread() {
    pmf = new SplittableRandom(1).doubles(arms).toArray();
    Floor.mix(pmf, arms, Floor.DEFAULT);
  }

  /** Draws. */
  @Benchmark
  public int draw() {
    id[0]++;
    generator.reset(11, 13, id, 0, id.length);
    return Draw.pick(pmf, arms, generator.uniform(1, 0, Purpose.ARM));
  }
}
