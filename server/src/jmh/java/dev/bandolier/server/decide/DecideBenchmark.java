package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.MeasuredCampaign;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.MeasuredJournal;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.model.ModelVersion;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.TaughtArms;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole decision without transport: request checked, id claimed, context encoded, arms scored, pmf,
 * floor, draw, fact journalled; one slot, by default linear Thompson sampling, four non-zeros. Nobody learns
 * meanwhile. Each figure includes forgetting an older id, which is the learner's business in a server.
 *
 * <p>What it cannot prove: what parsing the request costs (requests are made beforehand and come round
 * again), what a learner that moves the arms costs, nor latencies.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:MaxDirectMemorySize=6g")
public class DecideBenchmark {

  private static final int REQUESTS = 4096;
  private static final int MAX_CAMPAIGNS = 2000;
  private static final int INDEX = 1 << 18;

  @Param({"2", "10", "100", "1000"})
  int arms;

  @Param({"36", "128", "512"})
  int dimension;

  /** The memory of the campaigns that are decided for in turn; 0 is one campaign. */
  @Param({"0", "1024"})
  int megabytes;

  /** Without its prefix; HYBRID_THOMPSON has two features of each arm. */
  @Param({"LINEAR_THOMPSON"})
  String policy;

  private final ServedCampaigns campaigns = new ServedCampaigns();
  private final DecisionIndex index = new DecisionIndex(INDEX);
  private final AtomicLong threads = new AtomicLong();
  private final List<Served> served = new ArrayList<>();
  private MeasuredJournal measured;
  private Decider decider;

  /** Requests of each thread's own, and which of their ids are taken. */
  @State(Scope.Thread)
  public static class Requests {

    private final DecideRequest[] requests = new DecideRequest[REQUESTS];
    private final Served[] asked = new Served[REQUESTS];
    private final long[] keyHi = new long[REQUESTS];
    private final long[] keyLo = new long[REQUESTS];
    private final Workbench bench = new Workbench();
    private int turn;

    @Setup
    public void make(DecideBenchmark benchmark) {
      long thread = benchmark.threads.incrementAndGet();
      SplittableRandom random = new SplittableRandom(thread);
      for (int i = 0; i < REQUESTS; i++) {
        asked[i] = benchmark.served.get(i % benchmark.served.size());
        requests[i] =
            DecideRequest.newBuilder()
                .setCampaign(asked[i].campaign().name())
                .setDecisionId(String.format("%016x", thread << 32 | i))
                .setContext(MeasuredCampaign.context(benchmark.dimension, random))
                .build();
      }
    }

    private int next(DecisionIndex index) {
      turn = turn + 1 & REQUESTS - 1;
      index.forget(keyHi[turn], keyLo[turn]);
      return turn;
    }
  }

  @Setup
  public void open() throws IOException {
    measured = new MeasuredJournal();
    List<SlotModel> slots =
        new TaughtArms(arms, dimension, (long) megabytes << 20, new SplittableRandom(1)).slots();
    PolicyType type = PolicyType.valueOf("POLICY_TYPE_" + policy);
    for (int i = 0; i < Math.min(MAX_CAMPAIGNS, slots.size()); i++) {
      Campaign campaign = MeasuredCampaign.of(i, arms, dimension, type);
      served.add(
          new Served(
              campaign,
              Encoder.compile(campaign, null),
              new CampaignModel(new ModelVersion(8), List.of(slots.get(i)))));
      campaigns.publish(served.get(i));
    }
    decider =
        new Decider(
            campaigns,
            measured.journal(),
            index,
            new Secrets(new UnitSecret(1, 2), new TokenSeal(new byte[32])),
            new AtomicLong()::incrementAndGet,
            Durability.PROCESS,
            DecideListener.NONE);
  }

  @TearDown(Level.Iteration)
  public void retire() throws IOException {
    measured.retire();
  }

  @TearDown
  public void close() throws IOException {
    measured.close();
  }

  /** Decides, and makes no answer: what is ours. */
  @Benchmark
  public long decide(Requests requests) {
    return decideOnce(requests);
  }

  /** The same on two threads; twice as many a second as on one would be perfect. */
  @Benchmark
  @Threads(2)
  public long decideOnTwoThreads(Requests requests) {
    return decideOnce(requests);
  }

  /** Decides, and makes the answer's message. */
  @Benchmark
  public DecideOutcome answer(Requests requests) {
    int i = requests.next(index);
    Decided decided = (Decided) decider.decide(requests.requests[i]);
    requests.keyHi[i] = decided.keyHi();
    requests.keyLo[i] = decided.keyLo();
    return decided;
  }

  private long decideOnce(Requests requests) {
    int i = requests.next(index);
    Workbench bench = requests.bench;
    if (decider.decide(requests.requests[i], requests.asked[i], bench) != null
        || bench.position == 0) {
      throw new IllegalStateException("the disk is too slow for the decisions");
    }
    requests.keyHi[i] = bench.keyHi;
    requests.keyLo[i] = bench.keyLo;
    return bench.position;
  }
}
