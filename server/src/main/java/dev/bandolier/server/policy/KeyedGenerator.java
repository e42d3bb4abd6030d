package dev.bandolier.server.policy;

/**
 * Random numbers that are a function of what they are for: the campaign's salt, an identity (a
 * decision's id or a unit's hash), slot, position and purpose. Asked again, it says the same again;
 * there is no state to keep, replay or share.
 *
 * <p>The identity is hashed with {@link SipHash} under the salt into half of a 256-bit counter, slot,
 * position and purpose are the other half, and {@link Philox} under the salt turns the counter into a
 * number. Different purposes therefore never share one, and to who does not know the salt all of them
 * look independent and uniform.
 *
 * <p>Holds the identity given last; for one thread at a time. Allocates nothing.
 */
public final class KeyedGenerator {
  private static final int MANTISSA_BITS = 53;
  private static final double UNIT = 0x1p-53;

  private final SipHash hash = new SipHash();
  private long saltHigh;
  private long saltLow;

  /** Sets the campaign's salt and the identity that the next numbers belong to. */
  public void reset(long saltHigh, long saltLow, byte[] identity, int offset, int length) {
    this.saltHigh = saltHigh;
    this.saltLow = saltLow;
    hash.hash(saltLow, saltHigh, identity, offset, length);
  }

  /**
   * The number for one purpose.
   *
   * @param slot the slot's lasting number within its campaign
   * @param position within the slot's list, from 0
   * @return in [0, 1), a multiple of 2⁻⁵³
   */
  public double uniform(int slot, int position, Purpose purpose) {
    long place = (long) slot << Integer.SIZE | (position & 0xFFFF_FFFFL);
    long bits = Philox.first(hash.first(), hash.second(), place, purpose.code(), saltLow, saltHigh);
    return (bits >>> (Long.SIZE - MANTISSA_BITS)) * UNIT;
  }
}
