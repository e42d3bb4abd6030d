package dev.bandolier.server.campaign;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The IANA time zones that this JVM knows. Thread-safe; finding a zone a second time allocates
 * nothing.
 */
public final class TimeZones {

  private static final Set<String> NAMES = Set.copyOf(ZoneId.getAvailableZoneIds());
  private static final Map<String, ZoneId> FOUND = new ConcurrentHashMap<>();

  private TimeZones() {}

  /**
   * The zone of a valid campaign.
   *
   * @throws IllegalArgumentException where this JVM does not know it
   */
  static ZoneId require(String name) {
    ZoneId zone = find(name);
    if (zone == null) {
      throw new IllegalArgumentException("this JVM does not know the time zone " + name);
    }
    return zone;
  }

  /** The zone of that name; offsets such as {@code +02:00} are not among them. */
  public static @Nullable ZoneId find(String name) {
    ZoneId found = FOUND.get(name);
    return found == null && NAMES.contains(name) ? FOUND.computeIfAbsent(name, ZoneId::of) : found;
  }
}
