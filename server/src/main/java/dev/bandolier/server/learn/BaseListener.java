package dev.bandolier.server.learn;

import dev.bandolier.server.store.ImageSummary;
import java.nio.file.Path;

/** Hears about base snapshots and the journal's retention. Any thread; must not throw. */
public interface BaseListener {

  /** Hears nothing. */
  BaseListener NONE = new BaseListener() {};

  /** One was taken, in that time. */
  default void taken(ImageSummary summary, long bytes, long nanos) {}

  /** One could not be taken: tried again after a while. */
  default void failed(Throwable cause) {}

  /** A file is not what was written. */
  default void damaged(Path file, Exception reason) {}

  /**
   * The journal takes more than its limit, since what is remembered needs facts so old; 0 when it is
   * over. Said when it changes.
   */
  default void excess(long bytes) {}
}
