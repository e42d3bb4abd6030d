package dev.bandolier.loadtest.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the server logs at each start, before it is ready.
 *
 * @param facts that it folded
 * @param millis that the folding took
 * @param remembered decisions that it remembers
 */
public record RecoveryLine(long facts, long millis, long remembered) {
  private static final Pattern LINE =
      Pattern.compile(
          "recovered: .*?(\\d+) facts folded in (\\d+) ms, \\d+ campaigns, (\\d+) decisions");

  /** Those of all starts in a log, in their order. */
  public static List<RecoveryLine> in(Path log) throws IOException {
    return LINE.matcher(Files.readString(log, StandardCharsets.UTF_8))
        .results()
        .map(RecoveryLine::of)
        .toList();
  }

  private static RecoveryLine of(MatchResult line) {
    return new RecoveryLine(
        Long.parseLong(line.group(1)),
        Long.parseLong(line.group(2)),
        Long.parseLong(line.group(3)));
  }
}
