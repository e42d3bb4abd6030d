package dev.bandolier.server.telemetry;

import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.store.ImageSummary;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts base snapshots, and says what is the matter with them or with the journal's retention. */
final class BaseMeter implements BaseListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.learn");

  private final LongCounter taken;
  private final LongCounter damaged;
  private final Errors errors;
  private volatile long position;
  private volatile long excess;

  BaseMeter(Meter meter, Errors errors) {
    this.errors = errors;
    taken = counter(meter, "bandolier.bases.taken", "Base snapshots taken.");
    damaged = counter(meter, "bandolier.bases.damaged", "Base snapshots that were found damaged.");
    meter
        .gaugeBuilder("bandolier.bases.position")
        .ofLongs()
        .setUnit("By")
        .setDescription("Journal position of the newest base snapshot of this run; 0 before it.")
        .buildWithCallback(reading -> reading.record(position));
    meter
        .gaugeBuilder("bandolier.journal.excess")
        .ofLongs()
        .setUnit("By")
        .setDescription("What the journal takes beyond its limit, since open decisions need it.")
        .buildWithCallback(reading -> reading.record(excess));
  }

  private static LongCounter counter(Meter meter, String name, String description) {
    LongCounter counter =
        meter.counterBuilder(name).setUnit("{file}").setDescription(description).build();
    counter.add(0);
    return counter;
  }

  @Override
  public void taken(ImageSummary summary, long bytes, long nanos) {
    taken.add(1);
    position = summary.position();
    LOG.info(
        "took a base snapshot at {}: {} blocks, {} bytes, in {} ms",
        summary.position(),
        summary.blocks(),
        bytes,
        nanos / 1_000_000);
  }

  @Override
  public void failed(Throwable cause) {
    errors.met("taking a base snapshot", cause);
  }

  @Override
  public void damaged(Path file, Exception reason) {
    damaged.add(1);
    LOG.warn("the base snapshot {} is not used: {}", file, reason.getMessage());
  }

  @Override
  public void excess(long bytes) {
    excess = bytes;
    if (bytes > 0) {
      LOG.warn(
          "the journal takes {} bytes more than --journal-limit: open decisions, or the two newest base snapshots, need them",
          bytes);
    } else {
      LOG.info("the journal is within --journal-limit again");
    }
  }
}
