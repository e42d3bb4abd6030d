package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.ContextSchema;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A number's unit and offset are those of its declared range: the same rows in euros and in cents are decided alike. Fixed seeds. */
final class UnscaledFeaturesTest {
  private static final int ROWS = 400;

  /** The shares are multiples of 2⁻¹⁰, so that the other unit's division gives them back without rounding. */
  private static final int GRAIN = 1024;

  @Test
  void aNumberInAnotherUnit_givesTheSameBits_underEveryPolicyThatUsesTheContext() {
    for (Policy policy : Trial.policies(0, 1)) {
      if (policy.usesContext()) {
        assertSame(policy, 0, 1e6);
        assertSame(policy, -5e5, 5e5);
        assertSame(policy, 0, 1.0 / GRAIN);
      }
    }
  }

  private static void assertSame(Policy policy, double min, double max) {
    Encoder plain = encoder(0, 1);
    Encoder other = encoder(min, max);
    int dimension = plain.dimension(0);
    Trial one = new Trial(policy, 3, dimension);
    Trial two = new Trial(policy, 3, dimension);
    SplittableRandom random = new SplittableRandom(47);
    for (int i = 0; i < ROWS; i++) {
      double share = random.nextInt(GRAIN + 1) / (double) GRAIN;
      SparseVector x = encode(plain, share);
      SparseVector y = encode(other, min + (max - min) * share);
      double[] pmf = one.pmf(x);
      assertArrayEquals(pmf, two.pmf(y), Trial.name(policy) + " in row " + i);
      int arm = Draw.pick(pmf, 3, random.nextDouble());
      double reward = Trial.coin(random, arm == 0 ? 0.8 * share : arm == 1 ? 0.8 - share : 0.2);
      one.slot.learn(arm, x, reward);
      two.slot.learn(arm, y, reward);
    }
    double low = two.pmf(encode(other, min))[1];
    double high = two.pmf(encode(other, max))[1];
    assertTrue(low > high + 0.2, Trial.name(policy) + " at both ends " + low + ", " + high);
  }

  private static Encoder encoder(double min, double max) {
    Campaign.Builder campaign =
        Campaign.newBuilder()
            .setName("campaigns/a")
            .setSchema(ContextSchema.newBuilder().addFeatures(Samples.numeric("spent", min, max)))
            .addSlots(Samples.slot("banner", "a", "b", "c"));
    return Encoder.compile(Samples.created(campaign), null);
  }

  private static SparseVector encode(Encoder encoder, double number) {
    ContextValues values = new ContextValues();
    Context context = Context.newBuilder().addFeatures(Samples.number("spent", number)).build();
    assertTrue(encoder.reader().read(context, 0, values).isEmpty());
    SparseVector vector = new SparseVector(4);
    encoder.encode(0, values, new int[] {-1}, vector);
    return vector;
  }
}
