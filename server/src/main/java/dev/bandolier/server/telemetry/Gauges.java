package dev.bandolier.server.telemetry;

import dev.bandolier.server.learn.CampaignFigures;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Share;
import dev.bandolier.server.store.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What is read when metrics are collected: journal, learning lag, memory and disk. Silent before {@link
 * #watch} and after {@link #rest}; the two and every reading exclude each other, so nothing that is
 * closed is ever read.
 */
final class Gauges {

  private static final double SECOND = 1e3;
  private static final long PATIENCE_MILLIS = 1000;
  private static final String BYTES = "By";

  private final LearnMeter learn;
  private final Errors errors;

  /** Empty or one. */
  private List<Watched> watched = List.of();

  Gauges(Meter meter, LearnMeter learn, Errors errors) {
    this.learn = learn;
    this.errors = errors;
    journal(meter);
    learning(meter);
    memory(meter);
    disk(meter);
  }

  synchronized void watch(Watched all) {
    watched = List.of(all);
  }

  synchronized void rest() {
    watched = List.of();
  }

  private synchronized void read(Consumer<Watched> reading) {
    watched.forEach(reading);
  }

  private void journal(Meter meter) {
    counter(
        meter,
        "bandolier.journal.appends",
        "{fact}",
        "Facts journalled.",
        w -> w.journal().appends());
    counter(
        meter,
        "bandolier.journal.appended",
        BYTES,
        "Bytes of facts journalled.",
        w -> w.journal().appendedBytes());
    counter(
        meter,
        "bandolier.journal.refusals",
        "{fact}",
        "Facts that the journal did not take: the disk is full or broken.",
        w -> w.journal().refusals());
    gauge(
        meter,
        "bandolier.journal.size",
        BYTES,
        "Bytes of facts that are kept.",
        w -> w.journal().endPosition() - w.journal().firstPosition());
    gauge(
        meter,
        "bandolier.journal.unsynced",
        BYTES,
        "Bytes of facts that a power loss would take.",
        w -> Math.max(0, w.journal().endPosition() - w.journal().syncedPosition()));
  }

  private void learning(Meter meter) {
    gauge(
        meter,
        "bandolier.learn.lag.facts",
        "{fact}",
        "Facts in the journal that are not folded yet.",
        w -> w.lag().getAsLong());
    meter
        .gaugeBuilder("bandolier.learn.lag.duration")
        .setUnit("s")
        .setDescription("How long ago the fact was journalled that was folded last, while behind.")
        .buildWithCallback(m -> read(w -> m.record(lagSeconds(w))));
    gauge(
        meter,
        "bandolier.decisions.remembered",
        "{decision}",
        "Decisions that repeats and outcomes find.",
        w -> w.remembered().getAsLong());
    ObservableLongMeasurement open =
        meter
            .gaugeBuilder("bandolier.decisions.open")
            .ofLongs()
            .setUnit("{decision}")
            .setDescription("Decisions whose windows are open.")
            .buildObserver();
    ObservableDoubleMeasurement drift =
        meter
            .gaugeBuilder("bandolier.fold.drift")
            .setUnit("1")
            .setDescription("Largest relative error that a refresh of an arm's inverse repaired.")
            .buildObserver();
    ObservableDoubleMeasurement silence =
        meter
            .gaugeBuilder("bandolier.feed.silence")
            .setUnit("s")
            .setDescription("How long ago the newest outcome happened.")
            .buildObserver();
    ObservableLongMeasurement held =
        meter
            .gaugeBuilder("bandolier.expiry.held")
            .ofLongs()
            .setUnit("{campaign}")
            .setDescription("1 where expiry is held by hand.")
            .buildObserver();
    meter.batchCallback(
        () -> read(w -> campaigns(w, open, drift, silence, held)), open, drift, silence, held);
  }

  private static double lagSeconds(Watched watched) {
    long behind = watched.journal().now() - watched.learner().foldedTime();
    return watched.lag().getAsLong() == 0 ? 0 : Math.max(0, behind) / SECOND;
  }

  private void campaigns(
      Watched watched,
      ObservableLongMeasurement open,
      ObservableDoubleMeasurement drift,
      ObservableDoubleMeasurement silence,
      ObservableLongMeasurement held) {
    if (learn.failure() != null) {
      return;
    }
    CompletableFuture<List<CampaignFigures>> figures = watched.learner().figures();
    try {
      for (CampaignFigures campaign : figures.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        Attributes attributes = Attributes.of(Attribute.CAMPAIGN, campaign.campaign());
        open.record(campaign.open(), attributes);
        drift.record(campaign.drift(), attributes);
        held.record(campaign.expiryHeld() ? 1 : 0, attributes);
        if (campaign.newestOutcome() != 0) {
          long quiet = Math.max(0, watched.journal().now() - campaign.newestOutcome());
          silence.record(quiet / SECOND, attributes);
        }
      }
    } catch (TimeoutException e) {
      figures.cancel(false);
    } catch (ExecutionException e) {
      errors.met("reading the learner", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void memory(Meter meter) {
    ObservableLongMeasurement budget = bytes(meter, "bandolier.memory.budget", "Memory allowed.");
    ObservableLongMeasurement taken =
        bytes(meter, "bandolier.memory.taken", "Memory taken off the heap and kept.");
    ObservableLongMeasurement used =
        bytes(meter, "bandolier.memory.used", "Memory taken that holds something.");
    meter.batchCallback(
        () -> read(w -> shares(w.store(), budget, taken, used)), budget, taken, used);
    meter
        .gaugeBuilder("bandolier.memory.buffers")
        .ofLongs()
        .setUnit(BYTES)
        .setDescription("Buffers outside the heap: journal (mapped), index and network (direct).")
        .buildWithCallback(Gauges::buffers);
  }

  private static void shares(
      BlockStore store,
      ObservableLongMeasurement budget,
      ObservableLongMeasurement taken,
      ObservableLongMeasurement used) {
    for (Share share : Share.values()) {
      Usage usage = store.usage(share);
      Attributes attributes = Attribute.of(Attribute.SHARE, share);
      budget.record(usage.budget(), attributes);
      taken.record(usage.taken(), attributes);
      used.record(usage.used(), attributes);
    }
  }

  private static void buffers(ObservableLongMeasurement measurement) {
    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
        .forEach(
            pool ->
                measurement.record(
                    pool.getMemoryUsed(), Attributes.of(Attribute.POOL, pool.getName())));
  }

  private void disk(Meter meter) {
    gauge(
        meter,
        "bandolier.disk.free",
        BYTES,
        "Bytes that are free where the data directory is.",
        this::free);
    gauge(
        meter,
        "bandolier.disk.used",
        BYTES,
        "Bytes of the data directory's files.",
        w -> used(w.data()));
  }

  private long used(Path data) {
    try (Stream<Path> files = Files.walk(data)) {
      return files.map(Path::toFile).mapToLong(file -> file.isFile() ? file.length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      errors.met("asking for used space", e);
      return 0;
    }
  }

  private long free(Watched watched) {
    try {
      return Files.getFileStore(watched.data()).getUsableSpace();
    } catch (IOException e) {
      errors.met("asking for free space", e);
      return 0;
    }
  }

  private static ObservableLongMeasurement bytes(Meter meter, String name, String description) {
    return meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(BYTES)
        .setDescription(description)
        .buildObserver();
  }

  private void gauge(
      Meter meter, String name, String unit, String description, ToLongFunction<Watched> value) {
    meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(m -> read(w -> m.record(value.applyAsLong(w))));
  }

  private void counter(
      Meter meter, String name, String unit, String description, ToLongFunction<Watched> value) {
    meter
        .counterBuilder(name)
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(m -> read(w -> m.record(value.applyAsLong(w))));
  }
}
