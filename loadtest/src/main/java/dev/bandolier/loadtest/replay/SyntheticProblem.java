package dev.bandolier.loadtest.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The synthetic environment: ten arms whose rewards are 0 or 1, by device, hour and segment, made of
 * nothing but a seed S. Weights, contexts and rewards are three streams of {@link SplitMix} from 1000·S,
 * 1000·S + 1 and 1000·S + 2, so that every policy meets the same luck; a round draws three numbers for
 * its context and one for its reward. Where the weights are redrawn, they go on in their stream.
 *
 * <p>Without a seed, S is 1.
 */
final class SyntheticProblem implements Problem {
  /** The columns that a cross may name. */
  static final Map<String, ContextColumn> CONTEXT = context();

  private static final long STREAMS = 1000;
  private static final double MOBILE = 0.55;
  private static final double DESKTOP = 0.85;

  private final Spec spec;
  private final Kind.Synthetic kind;
  private final ContextFeatures features;
  private final Arms arms =
      Arms.named(IntStream.range(0, SyntheticWeights.ARMS).mapToObj(arm -> "arm-" + arm).toList());

  SyntheticProblem(Spec spec, Kind.Synthetic kind) {
    this.spec = spec;
    this.kind = kind;
    this.features =
        ContextFeatures.declared(
            List.of(
                feature("device", SyntheticWeights.DEVICES),
                feature("hour", 0),
                feature("segment", SyntheticWeights.SEGMENTS)),
            spec.cross());
  }

  private static Map<String, ContextColumn> context() {
    Map<String, ContextColumn> columns = new LinkedHashMap<>();
    columns.put("device", new ContextColumn.Categorical());
    columns.put("hour", new ContextColumn.Cyclic(SyntheticWeights.HOURS));
    columns.put("segment", new ContextColumn.Categorical());
    return columns;
  }

  private static ContextFeatures.Feature feature(String name, int values) {
    ContextColumn kind = CONTEXT.getOrDefault(name, new ContextColumn.Categorical());
    return new ContextFeatures.Feature(
        name, -1, kind, IntStream.range(0, values).mapToObj(Integer::toString).toList());
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public Arms arms() {
    return arms;
  }

  @Override
  public ContextFeatures features() {
    return features;
  }

  @Override
  public RewardRange range() {
    return new RewardRange(0, 1);
  }

  @Override
  public int rounds() {
    return Math.min(kind.rounds(), spec.limit().orElse(kind.rounds()));
  }

  @Override
  public int delay() {
    return kind.delay();
  }

  @Override
  public Episode episode(OptionalLong seed) {
    return new Pass(STREAMS * seed.orElse(1));
  }

  /** One pass; what the arms would have earned is gathered on the way. */
  private final class Pass implements Episode {
    private final SplitMix weightStream;
    private final SplitMix contextStream;
    private final SplitMix rewardStream;
    private final double[] chances = new double[SyntheticWeights.ARMS];
    private final double[] sums = new double[SyntheticWeights.ARMS];
    private SyntheticWeights weights;
    private double oracle;
    private double best;
    private double draw;
    private int round;
    private int device;
    private int hour;
    private int segment;

    Pass(long streams) {
      weightStream = new SplitMix(streams);
      contextStream = new SplitMix(streams + 1);
      rewardStream = new SplitMix(streams + 2);
      weights = new SyntheticWeights(weightStream, kind.gamma());
    }

    @Override
    public boolean advance() {
      if (round == rounds()) {
        return false;
      }
      if (round > 0 && kind.redrawEvery() > 0 && round % kind.redrawEvery() == 0) {
        weights = new SyntheticWeights(weightStream, kind.gamma());
      }
      round++;
      double ofDevice = contextStream.uniform();
      device = ofDevice < MOBILE ? 0 : ofDevice < DESKTOP ? 1 : 2;
      hour = (int) (SyntheticWeights.HOURS * contextStream.uniform());
      segment = (int) (SyntheticWeights.SEGMENTS * contextStream.uniform());
      draw = rewardStream.uniform();
      weigh();
      return true;
    }

    private void weigh() {
      best = 0;
      for (int arm = 0; arm < chances.length; arm++) {
        chances[arm] = weights.chance(arm, device, hour, segment);
        sums[arm] += chances[arm];
        best = Math.max(best, chances[arm]);
      }
      oracle += best;
    }

    @Override
    public List<ContextValue> context() {
      List<ContextValue> values = new ArrayList<>();
      values.add(new ContextValue.Category("device", Integer.toString(device)));
      values.add(new ContextValue.Quantity("hour", hour));
      values.add(new ContextValue.Category("segment", Integer.toString(segment)));
      return values;
    }

    @Override
    public double reveal(int arm) {
      return draw < chances[arm] ? 1 : 0;
    }

    @Override
    public double regret(int arm) {
      return best - chances[arm];
    }

    @Override
    public References references() {
      double[] means = new double[sums.length];
      for (int arm = 0; arm < means.length; arm++) {
        means[arm] = sums[arm] / round;
      }
      return References.ofMeans(means, oracle / round);
    }
  }
}
