package dev.bandolier.server;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Uniform numbers that never come again, for ids; what must stay unknown is made by the secure
 * generator itself. Each thread has a generator of its own
 * (LXM with 256 bits of state: Steele and Vigna, "LXM: better splittable pseudorandom number
 * generators", 2021), seeded whole by the system's secure one: an event loop takes no lock for an id.
 */
final class FreshNumbers implements LongSupplier {

  private static final String ALGORITHM = "L128X128MixRandom";
  private static final int SEED_BYTES = 32;

  private final SecureRandom seeds = new SecureRandom();
  private final ThreadLocal<RandomGenerator> generators = ThreadLocal.withInitial(this::seeded);

  private RandomGenerator seeded() {
    byte[] seed = new byte[SEED_BYTES];
    seeds.nextBytes(seed);
    return RandomGeneratorFactory.of(ALGORITHM).create(seed);
  }

  @Override
  public long getAsLong() {
    return generators.get().nextLong();
  }
}
