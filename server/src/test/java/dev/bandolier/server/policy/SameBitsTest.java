package dev.bandolier.server.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Replays the same facts and compares with what another machine and another JDK have made of them. */
final class SameBitsTest {
  private static final int ARMS = 6;
  private static final int DIMENSION = 9;
  private static final int ROUNDS = 20_000;

  private final SplittableRandom random = new SplittableRandom(99);
  private final CRC32C digest = new CRC32C();
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);

  @Test
  void theSameFacts_giveTheSamePosteriorsAndProbabilities_everywhere() {
    Slot slot = new Slot(ARMS, DIMENSION);
    Policy policy = new LinearThompson(LinearThompson.DEFAULT_ALPHA);
    double[] pmf = new double[ARMS];
    for (int i = 0; i < ROUNDS; i++) {
      SparseVector x = context();
      slot.probabilities(policy, x, pmf);
      for (double p : pmf) {
        add(Double.doubleToRawLongBits(p));
      }
      int arm = Draw.pick(pmf, ARMS, random.nextDouble());
      slot.learn(arm, x, arm + random.nextDouble(-3, 3));
    }
    for (int arm = 0; arm < ARMS; arm++) {
      add(TwinBlock.checksumOf(slot.memories[arm], 0));
    }
    assertEquals("8aeadf5", Long.toHexString(digest.getValue()));
  }

  private SparseVector context() {
    SparseVector x = new SparseVector(3);
    x.add(1 + random.nextInt(4), 1);
    x.add(5 + random.nextInt(3), 1);
    x.add(8, random.nextDouble());
    return x;
  }

  private void add(long bits) {
    digest.update(word.putLong(0, bits).array());
  }
}
