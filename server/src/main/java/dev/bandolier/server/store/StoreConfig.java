package dev.bandolier.server.store;

import java.time.Duration;

/**
 * How much memory the store may take and how it takes it.
 *
 * @param armBytes budget of {@link Share#ARMS} in bytes of blocks, at least 1 MiB; files are a few
 *     per cent larger
 * @param ledgerBytes budget of {@link Share#LEDGER}, likewise
 * @param firstExtentBytes size of a size class's first extent, doubled with each further one; at
 *     least 4 KiB, or one block if that is more
 * @param largestExtentBytes where the doubling ends; at most 1 GiB
 * @param quarantine how many commits a freed block is left alone, at least 0: the time that a reader
 *     may still look at it
 * @param openLimit how long opening one extent may take before it counts as damaged; the first
 *     includes seconds of compiling
 * @param alwaysVerify whether payloads are verified after a clean stop too; after a kill they always
 *     are
 */
public record StoreConfig(
    long armBytes,
    long ledgerBytes,
    int firstExtentBytes,
    int largestExtentBytes,
    int quarantine,
    Duration openLimit,
    boolean alwaysVerify) {

  private static final int MEBIBYTE = 1 << 20;

  /** Checks the ranges. */
  public StoreConfig {
    require(armBytes >= MEBIBYTE, "the arms' memory must be at least 1 MiB");
    require(ledgerBytes >= MEBIBYTE, "the ledger's memory must be at least 1 MiB");
    require(firstExtentBytes >= 4096, "the first extent must be at least 4 KiB");
    require(
        largestExtentBytes >= firstExtentBytes && largestExtentBytes <= 1024 * MEBIBYTE,
        "the largest extent must lie between the first one's size and 1 GiB");
    require(quarantine >= 0, "the quarantine must not be negative");
    require(openLimit.compareTo(Duration.ZERO) > 0, "the time limit must be above zero");
  }

  /** 256 MiB of arms, 512 MiB of ledger, extents of 1 to 16 MiB, 4,096 commits, 2 minutes. */
  public static StoreConfig defaults() {
    return new StoreConfig(
        256L * MEBIBYTE,
        512L * MEBIBYTE,
        MEBIBYTE,
        16 * MEBIBYTE,
        4096,
        Duration.ofMinutes(2),
        false);
  }

  /** The same with other budgets. */
  public StoreConfig withMemory(long newArmBytes, long newLedgerBytes) {
    return new StoreConfig(
        newArmBytes,
        newLedgerBytes,
        firstExtentBytes,
        largestExtentBytes,
        quarantine,
        openLimit,
        alwaysVerify);
  }

  /** The same, with payloads verified at every opening. */
  public StoreConfig verified() {
    return new StoreConfig(
        armBytes, ledgerBytes, firstExtentBytes, largestExtentBytes, quarantine, openLimit, true);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
