package dev.bandolier.server.journal;

import java.time.Duration;

/**
 * How a journal uses its disk.
 *
 * @param segmentBytes size of a segment file, 1 KiB to 1 GiB, a multiple of 8
 * @param payloadLimit largest payload in bytes; with its header it must fit a segment
 * @param rollWait how long an append may wait for the next segment before it is told FULL
 * @param syncEvery how often the journal is forced to disk unasked; zero for never
 * @param watermarkBytes free space below which nothing is appended and no segment is added
 */
public record JournalConfig(
    int segmentBytes,
    int payloadLimit,
    Duration rollWait,
    Duration syncEvery,
    long watermarkBytes) {

  /** Segments of 64 MiB, payloads of 8 MiB, a sync a second, 1 GiB of the disk left free. */
  public static final JournalConfig DEFAULTS =
      new JournalConfig(64 << 20, 8 << 20, Duration.ofMillis(50), Duration.ofSeconds(1), 1L << 30);

  /** Checks the ranges. */
  public JournalConfig {
    require(segmentBytes >= 1 << 10 && segmentBytes <= 1 << 30, "segmentBytes: 1 KiB to 1 GiB");
    require(segmentBytes % 8 == 0, "segmentBytes: a multiple of 8");
    require(payloadLimit >= 0 && payloadLimit <= room(segmentBytes), "payloadLimit: must fit");
    require(!rollWait.isNegative(), "rollWait: not negative");
    require(!syncEvery.isNegative(), "syncEvery: not negative");
    require(watermarkBytes >= 0, "watermarkBytes: not negative");
  }

  private static int room(int segmentBytes) {
    return segmentBytes - SegmentHeader.BYTES - RecordFormat.HEADER_BYTES;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** Returns the same with other sizes. */
  public JournalConfig withSizes(int newSegmentBytes, int newPayloadLimit) {
    return new JournalConfig(newSegmentBytes, newPayloadLimit, rollWait, syncEvery, watermarkBytes);
  }

  /** Returns the same with another interval of unasked syncs. */
  public JournalConfig withSyncEvery(Duration interval) {
    return new JournalConfig(segmentBytes, payloadLimit, rollWait, interval, watermarkBytes);
  }

  /** Returns the same with another amount of space left free. */
  public JournalConfig withWatermark(long bytes) {
    return new JournalConfig(segmentBytes, payloadLimit, rollWait, syncEvery, bytes);
  }

  int recordLimit() {
    return RecordFormat.HEADER_BYTES + payloadLimit;
  }
}
