package dev.bandolier.server.decide;

/**
 * Keys the hash that is all that is kept of a unit. Who does not have it cannot find out which hash is
 * whose by trying.
 *
 * @param hi random
 * @param lo random
 */
public record UnitSecret(long hi, long lo) {

  @Override
  public String toString() {
    return "UnitSecret";
  }
}
