package dev.bandolier.server.telemetry;

import dev.bandolier.server.journal.JournalListener;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the journal's syncs and tells an operator what its disk does. */
final class JournalMeter implements JournalListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.journal");
  private static final double SECOND = 1e9;
  private static final List<Double> SYNC_SECONDS =
      List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0);

  private final DoubleHistogram syncs;
  private final Errors errors;
  private volatile @Nullable Throwable failure;

  JournalMeter(Meter meter, Errors errors) {
    this.errors = errors;
    syncs =
        meter
            .histogramBuilder("bandolier.journal.sync.duration")
            .setUnit("s")
            .setDescription("How long the disk took to make facts safe from a power loss.")
            .setExplicitBucketBoundariesAdvice(SYNC_SECONDS)
            .build();
  }

  @Override
  public void synced(long position, long bytes, long nanos) {
    syncs.record(nanos / SECOND, Attributes.empty());
  }

  @Override
  public void rolled(long position) {
    LOG.debug("a new segment begins at {}", position);
  }

  @Override
  public void torn(String file, long position, long bytes) {
    LOG.warn("cut {} bytes of a torn tail at position {}; kept aside in {}", bytes, position, file);
  }

  @Override
  public void curtailed(long end, long originalEnd) {
    LOG.warn(
        "the journal was copied while it was in use: it ends at position {}, the original reached {}",
        end,
        originalEnd);
  }

  @Override
  public void aborted(long position) {
    LOG.info("position {} was never finished by a process that died; skipped", position);
  }

  @Override
  public void retired(long position) {
    LOG.info("segments before position {} were deleted", position);
  }

  @Override
  public void starved(long usableBytes) {
    LOG.warn(
        "the disk is nearly full ({} MiB free): no fact is taken until there is more; free space, or lower"
            + " --disk-watermark",
        usableBytes >> 20);
  }

  @Override
  public void recovered() {
    LOG.info("there is room on the disk again");
  }

  @Override
  public void prepareFailed(Exception cause) {
    errors.met("preparing a segment", cause);
  }

  @Override
  public void broken(Exception cause) {
    failure = cause;
    errors.met("syncing the journal", cause);
  }

  /** Why nothing is journalled any more; null while it is. */
  @Nullable Throwable failure() {
    return failure;
  }
}
