package dev.bandolier.loadtest.replay;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** A pass over rows: the order, the context, and one draw per row. */
abstract class RowEpisode implements Episode {
  private final ContextFeatures features;
  private final int[] order;
  private final SplittableRandom random;
  private int next;
  private double draw;

  RowEpisode(ContextFeatures features, int rows, OptionalLong seed, OptionalInt limit) {
    this.features = features;
    this.order = RowOrder.of(rows, seed, limit);
    this.random = RowOrder.draws(seed);
  }

  @Override
  public final boolean advance() {
    if (next == order.length) {
      return false;
    }
    next++;
    draw = random.nextDouble();
    return true;
  }

  @Override
  public final List<ContextValue> context() {
    return features.read(row());
  }

  /** The rows of this pass. */
  final int[] order() {
    return order;
  }

  /** The current row. */
  final int row() {
    return order[next - 1];
  }

  /** The current row's draw, in [0, 1). */
  final double draw() {
    return draw;
  }
}
