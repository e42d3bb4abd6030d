package dev.bandolier.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/** A decision drawn at random, with what is rare drawn often; the same one for the same seed. */
final class RandomDecision {

  private static final double[] ODD_VALUES = {
    1.0,
    -0.0,
    0.0,
    Math.nextUp(1.0),
    Double.MIN_VALUE,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.longBitsToDouble(0x7ff0_0000_0000_0001L),
    Double.longBitsToDouble(0xfff8_dead_beef_0001L)
  };
  private static final String[] IDS = {
    "",
    "d",
    "décision-größer",
    "0123456789abcdef",
    "00",
    "0",
    "ABCDEF0123456789",
    "x".repeat(64),
    "123e4567-e89b-12d3-a456-426614174000",
    "123e4567-e89b-12d3-a456-42661417400g",
    "123E4567-e89b-12d3-a456-426614174000",
    "123e4567-e89b-12d3-a456_426614174000",
    "0123456789abcdefghjkmnpqrs",
    "zzzzzzzzzzzzzzzzzzzzzzzzzz",
    "june/123456",
    "i",
    "fedcba98765432100123456789abcdef"
  };

  private final Random random;
  final int campaign;
  final long revision;
  final byte[] id;
  final long[] words = new long[6];
  final long modelVersion;
  final boolean[] flags = new boolean[4];
  final int source;
  final int reason;
  final byte[][] labels;
  final List<RandomSlot> slots = new ArrayList<>();
  final byte[] context;
  final long subjectKey;

  RandomDecision(long seed) {
    random = new Random(seed);
    campaign = anyInt();
    revision = anyLong();
    id = IDS[random.nextInt(IDS.length)].getBytes(StandardCharsets.UTF_8);
    Arrays.setAll(words, i -> random.nextLong());
    if (random.nextBoolean()) {
      words[4] = random.nextBoolean() ? 0 : words[4];
      words[5] = 0;
    }
    modelVersion = anyLong();
    for (int i = 0; i < flags.length; i++) {
      flags[i] = random.nextBoolean();
    }
    source = random.nextInt(256);
    reason = random.nextInt(16);
    labels = new byte[random.nextInt(3) > 0 ? 0 : random.nextInt(4) > 0 ? 2 : 255][];
    Arrays.setAll(labels, i -> anyText(random.nextInt(8) > 0 ? 12 : 255));
    for (int i = random.nextInt(4); i > 0; i--) {
      slots.add(new RandomSlot(random));
    }
    context = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300)];
    random.nextBytes(context);
    subjectKey = random.nextBoolean() ? 0 : random.nextLong();
  }

  private int anyInt() {
    return random.nextInt() >>> random.nextInt(32);
  }

  private long anyLong() {
    return random.nextLong() >>> random.nextInt(64);
  }

  private byte[] anyText(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ('a' + random.nextInt(26));
    }
    return text;
  }

  /** Writes it; the payload is the writer's. */
  ByteBuffer write(DecisionMadeWriter writer) {
    return write(writer, subjectKey);
  }

  /** Writes it with a context that is encrypted under another key; 0: not encrypted. */
  ByteBuffer write(DecisionMadeWriter writer, long key) {
    writer
        .begin(campaign, revision, id)
        .key(words[0], words[1])
        .fingerprint(words[2], words[3])
        .unit(words[4], words[5])
        .subjectKey(key)
        .version(modelVersion, flags[0])
        .decisionSource(source)
        .deferred(flags[1])
        .tracked(flags[2])
        .token(flags[3])
        .untrackedReason(reason);
    for (byte[] label : labels) {
      writer.label(label);
    }
    slots.forEach(slot -> slot.write(writer));
    return writer.context(ByteBuffer.wrap(context)).finish();
  }

  /** Fails unless a payload says it, to the last bit. */
  void assertIn(DecisionMade read) {
    assertThat(read.campaign()).isEqualTo(campaign);
    assertThat(read.revision()).isEqualTo(revision);
    assertThat(read.id()).isEqualTo(new String(id, StandardCharsets.UTF_8));
    assertThat(
            new long[] {
              read.keyHi(),
              read.keyLo(),
              read.fingerprintHi(),
              read.fingerprintLo(),
              read.unitHi(),
              read.unitLo()
            })
        .isEqualTo(words);
    assertThat(read.modelVersion()).isEqualTo(modelVersion);
    assertThat(read.subjectKey()).isEqualTo(subjectKey);
    assertThat(new boolean[] {read.versionExact(), read.deferred(), read.tracked(), read.token()})
        .isEqualTo(flags);
    assertThat(read.decisionSource()).isEqualTo(source);
    assertThat(read.untrackedReason()).isEqualTo(reason);
    assertThat(read.labelCount()).isEqualTo(labels.length);
    assertThat(read.labels())
        .isEqualTo(
            Arrays.stream(labels)
                .map(label -> new String(label, StandardCharsets.UTF_8))
                .toArray(String[]::new));
    assertThat(read.slotCount()).isEqualTo(slots.size());
    for (int i = slots.size() - 1; i >= 0; i--) {
      slots.get(i).assertIn(read.seekSlot(i));
      assertThat(read.context()).isEqualTo(ByteBuffer.wrap(context));
    }
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).assertIn(read.seekSlot(i));
    }
  }

  /** One slot of it. */
  static final class RandomSlot {

    final int uid;
    final int[] indexes;
    final double[] values;
    final int[] arms;
    final double[] pmf;
    final int[] chosen;
    final double[] propensity;
    final int wouldBe;

    RandomSlot(Random random) {
      uid = small(random);
      int eligible = random.nextInt(8) > 0 ? 1 + random.nextInt(12) : 1 + random.nextInt(1000);
      arms = new int[eligible];
      boolean row = random.nextBoolean();
      int first = small(random);
      Arrays.setAll(arms, i -> row ? first + i : small(random));
      pmf = new double[eligible];
      Arrays.setAll(pmf, i -> random.nextInt(20) > 0 ? random.nextDouble() : odd(random));
      chosen = new int[random.nextBoolean() ? 1 : 1 + random.nextInt(Math.min(eligible, 64))];
      Arrays.setAll(chosen, i -> random.nextInt(eligible));
      propensity = new double[chosen.length];
      boolean own = random.nextBoolean();
      Arrays.setAll(propensity, i -> own ? pmf[chosen[i]] : random.nextDouble());
      wouldBe = random.nextInt(3) > 0 ? -1 : random.nextInt(eligible);
      indexes = new int[random.nextInt(6) > 0 ? random.nextInt(12) : random.nextInt(400)];
      int step = 1 + small(random) / 400;
      Arrays.setAll(indexes, i -> i * step);
      values = new double[indexes.length];
      int others = random.nextInt(4);
      Arrays.setAll(values, i -> random.nextInt(3) >= others ? 1.0 : anyValue(random));
    }

    private static int small(Random random) {
      return random.nextInt(1 << random.nextInt(31));
    }

    private static double anyValue(Random random) {
      return random.nextBoolean() ? random.nextGaussian() : odd(random);
    }

    private static double odd(Random random) {
      return ODD_VALUES[random.nextInt(ODD_VALUES.length)];
    }

    void write(DecisionMadeWriter writer) {
      writer.slot(
          uid,
          indexes.length,
          indexes,
          values,
          arms.length,
          arms,
          pmf,
          chosen.length,
          chosen,
          propensity);
      if (wouldBe >= 0) {
        writer.wouldBe(wouldBe);
      }
    }

    void assertIn(DecisionMade read) {
      assertThat(read.slotUid()).isEqualTo(uid);
      assertThat(read.wouldBe()).isEqualTo(wouldBe);
      assertThat(ints(read.nonZeros(), read::index)).isEqualTo(indexes);
      assertThat(bits(read.nonZeros(), read::value)).isEqualTo(bits(values));
      assertThat(ints(read.eligible(), read::armUid)).isEqualTo(arms);
      assertThat(bits(read.eligible(), read::pmf)).isEqualTo(bits(pmf));
      assertThat(ints(read.count(), read::chosen)).isEqualTo(chosen);
      assertThat(bits(read.count(), read::propensity)).isEqualTo(bits(propensity));
      assertThat(read.chosenArm(0)).isEqualTo(arms[chosen[0]]);
    }

    private static int[] ints(int length, IntUnaryOperator each) {
      int[] found = new int[length];
      Arrays.setAll(found, each);
      return found;
    }

    private static long[] bits(int length, IntToDoubleFunction each) {
      double[] found = new double[length];
      Arrays.setAll(found, each);
      return bits(found);
    }

    private static long[] bits(double[] values) {
      return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }
  }
}
