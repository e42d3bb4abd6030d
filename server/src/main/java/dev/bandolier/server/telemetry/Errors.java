package dev.bandolier.server.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts errors, and logs each distinct one once: distinct by what was being done, by its class and by
 * where it was thrown. Any thread. At most {@value #MOST} are told apart; the rest is only counted.
 */
final class Errors {

  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
  private static final int MOST = 256;
  private static final String OTHER = "other";

  private final Set<String> logged = ConcurrentHashMap.newKeySet();
  private final KeyedCounter<String> counts;

  Errors(Meter meter) {
    counts =
        KeyedCounter.on(
            meter,
            "bandolier.errors",
            "{error}",
            "Errors, by what was being done and their class; each distinct one is logged once.",
            what -> Attributes.of(Attribute.ERROR, what));
  }

  /** Notes one; {@code doing} comes from a small set of words. */
  void met(String doing, Throwable cause) {
    boolean room = logged.size() < MOST;
    String kind = doing + " " + cause.getClass().getSimpleName();
    counts.add(room ? kind : OTHER, 1);
    if (room && logged.add(kind + place(cause))) {
      LOG.error("{} failed (said once): {}", doing, cause.toString(), cause);
    }
  }

  private static String place(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "" : trace[0].toString();
  }
}
