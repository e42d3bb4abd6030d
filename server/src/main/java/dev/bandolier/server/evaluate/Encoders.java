package dev.bandolier.server.evaluate;

import dev.bandolier.server.feature.Encoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How each campaign's contexts are encoded now, by its name. Any thread. */
public final class Encoders {

  private final Map<String, Encoder> byName = new ConcurrentHashMap<>();

  /** Knows none yet. */
  public Encoders() {}

  /** A campaign's encoder; null where there is no such campaign. */
  public @Nullable Encoder find(String campaign) {
    return byName.get(campaign);
  }

  /** From now on a campaign's contexts are encoded so. */
  public void publish(Encoder encoder) {
    byName.put(encoder.campaign().name(), encoder);
  }

  /** There is no such campaign any more. */
  public void remove(String campaign) {
    byName.remove(campaign);
  }
}
