package dev.bandolier.server.telemetry;

import dev.bandolier.server.rpc.RpcListener;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;

/** Counts calls that were refused, or that met a bug. */
final class RpcMeter implements RpcListener {

  private final KeyedCounter<String> overloaded;
  private final Errors errors;

  RpcMeter(Meter meter, Errors errors) {
    this.errors = errors;
    overloaded =
        KeyedCounter.on(
            meter,
            "bandolier.calls.overloaded",
            "{call}",
            "Calls that were refused because too many were under way.",
            method -> Attributes.of(Attribute.METHOD, method));
  }

  @Override
  public void overloaded(String method) {
    overloaded.add(method, 1);
  }

  @Override
  public void failed(String method, Throwable cause) {
    errors.met(method, cause);
  }
}
