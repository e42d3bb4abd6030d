package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to append a fact, segments rolling and syncing beside it as in a server. Iterations are
 * short, and what they wrote is on the disk before the next, since appends by themselves are faster than
 * any disk; where it cannot follow even so, the rest is left out with an error. What it cannot prove: latencies, which belong to the disk, nor what appenders on several event loops cost each other
 * (run it with {@code -t 2}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 100, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class AppendBenchmark {

  /** A small fact's payload, and a decision's among ten arms. */
  @Param({"64", "400"})
  int bytes;

  private MeasuredJournal measured;
  private Journal journal;

  /** A payload of each thread's own. */
  @State(Scope.Thread)
  public static class Payload {

    private ByteBuffer bytes;

    @Setup
    public void fill(AppendBenchmark benchmark) {
      bytes = ByteBuffer.allocate(benchmark.bytes);
    }
  }

  @Setup
  public void open() throws IOException {
    measured = new MeasuredJournal();
    journal = measured.journal();
  }

  @TearDown(Level.Iteration)
  public void retire() throws IOException {
    measured.retire();
  }

  @TearDown
  public void close() throws IOException {
    measured.close();
  }

  /** Appends. */
  @Benchmark
  public long append(Payload payload) {
    long position = journal.append((byte) 1, payload.bytes);
    if (position <= 0) {
      throw new IllegalStateException("the disk is too slow for the appends: " + position);
    }
    return position;
  }
}
