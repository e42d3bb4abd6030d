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
 * The yardstick: reads as many doubles as scoring K arms with four non-zeros reads, 14 an arm, from a
 * {@code double[]} in the cache, one dependent addition each. Figures from different machines, or hours,
 * compare as multiples of it. It cannot stand for cache misses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ReferenceBenchmark {

  private static final int READS_AN_ARM = 14;

  @Param({"2", "10", "100", "1000"})
  int arms;

  private double[] numbers;

  @Setup
  public void fill() {
    numbers = new SplittableRandom(1).doubles((long) arms * READS_AN_ARM).toArray();
  }

  /** Reads. */
  @Benchmark
  public double read() {
    double sum = 0.0;
    for (double number : numbers) {
      sum += number;
    }
    return sum;
  }
}
