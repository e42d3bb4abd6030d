package dev.bandolier.server.feature;

import dev.bandolier.server.campaign.MeasuredCampaign;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.Context;
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
 * What it costs to read a parsed context by the schema and to encode it, three features, four non-zeros.
 * What it cannot prove: what parsing the message costs, nor features out of the schema's order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class EncodeBenchmark {

  private static final int CONTEXTS = 1024;

  @Param({"36", "128", "512"})
  int dimension;

  private final Context[] contexts = new Context[CONTEXTS];
  private final ContextValues values = new ContextValues();
  private final SparseVector vector = new SparseVector(64);
  private final int[] chosen = {-1};
  private Encoder encoder;
  private int turn;

  @Setup
  public void compile() {
    SplittableRandom random = new SplittableRandom(1);
    encoder = Encoder.compile(MeasuredCampaign.of(0, 2, dimension), null);
    for (int i = 0; i < CONTEXTS; i++) {
      contexts[i] = MeasuredCampaign.context(dimension, random);
    }
  }

  /** Reads and encodes. */
  @Benchmark
  public SparseVector encode() {
    turn = turn + 1 & CONTEXTS - 1;
    if (!encoder.reader().read(contexts[turn], 0, values).isEmpty()) {
      throw new IllegalStateException("the contexts are valid");
    }
    encoder.encode(0, values, chosen, vector);
    return vector;
  }
}
