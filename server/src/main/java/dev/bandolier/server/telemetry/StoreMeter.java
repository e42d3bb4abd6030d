package dev.bandolier.server.telemetry;

import dev.bandolier.server.store.Share;
import dev.bandolier.server.store.StoreListener;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the store refuses, and says it once. */
final class StoreMeter implements StoreListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.bandolier.server.store");

  private final KeyedCounter<Share> refused;
  private final LongCounter rebuilds;
  private final Errors errors;
  private final Set<Share> said = EnumSet.noneOf(Share.class);

  StoreMeter(Meter meter, Errors errors) {
    this.errors = errors;
    rebuilds =
        meter
            .counterBuilder("bandolier.store.rebuilds")
            .setUnit("{rebuild}")
            .setDescription("Times the store could not be used and was made again.")
            .build();
    rebuilds.add(0);
    refused =
        KeyedCounter.on(
            meter,
            "bandolier.memory.refused",
            "{block}",
            "Blocks that were refused because a share's memory is spent.",
            share -> Attribute.of(Attribute.SHARE, share));
  }

  @Override
  public void grew(Share share, int blockBytes, int blocks) {
    LOG.debug("{}: {} more blocks of {} bytes", share, blocks, blockBytes);
  }

  @Override
  public void couldNotGrow(Share share, int blockBytes, IOException cause) {
    errors.met("growing the memory of the " + Attribute.word(share, ""), cause);
  }

  @Override
  public void refused(Share share, int blockBytes) {
    refused.add(share, 1);
    if (first(share)) {
      LOG.warn(
          "the memory of the {} is spent (said once): give {} more",
          Attribute.word(share, ""),
          share == Share.ARMS ? "--memory" : "--ledger-memory");
    }
  }

  @Override
  public void rebuilt(String reason) {
    rebuilds.add(1);
  }

  private synchronized boolean first(Share share) {
    return said.add(share);
  }
}
