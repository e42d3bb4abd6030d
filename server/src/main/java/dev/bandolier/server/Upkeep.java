package dev.bandolier.server;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.bandolier.server.learn.UpkeepConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} about base snapshots and the journal's retention. */
final class Upkeep {

  @Option(
      names = "--base-every",
      paramLabel = "TIME",
      description = "How often a base snapshot is taken, such as 15m; 0 for never.")
  private String every = "15m";

  @Option(
      names = "--keep-journal",
      paramLabel = "TIME",
      description = "How long facts are kept at least, such as 90d; all of them unless given.")
  private @Nullable String keep;

  @Option(
      names = "--journal-limit",
      paramLabel = "SIZE",
      description = "What the journal may take of the disk; any amount unless given.")
  private @Nullable String limit;

  /** What the options say; throws {@link IllegalArgumentException} where that makes no sense. */
  UpkeepConfig config(int segmentBytes, long diskWatermark) {
    return new UpkeepConfig(
        every.equals("0") ? 0 : millis("--base-every", every),
        keep == null ? 0 : millis("--keep-journal", keep),
        limit == null ? 0 : ByteSize.parse("--journal-limit", limit),
        segmentBytes,
        diskWatermark / 2);
  }

  private static long millis(String option, String text) {
    Duration time = DurationText.parse(text);
    if (time == null || Durations.toMillis(time) <= 0) {
      throw new IllegalArgumentException(
          option + " " + text + ": expected a time such as 15m or 2d");
    }
    return Durations.toMillis(time);
  }
}
