package dev.bandolier.server.snapshot;

import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.v1.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** An export on its way in; forgotten when closed, unless it was kept. One thread at a time. */
public interface Incoming extends AutoCloseable {

  /**
   * Takes the next bytes.
   *
   * @return false where it is larger than any export that fits the campaign
   */
  boolean add(ByteBuffer chunk) throws IOException;

  /** What a look at all of it says. */
  sealed interface Finding {}

  /**
   * It cannot be the campaign's.
   *
   * @param violations what does not fit
   */
  record Unfit(List<Violation> violations) implements Finding {}

  /**
   * It fits, once the campaign knows some more values.
   *
   * @param values in this order
   * @param unknownArms the campaign's arms that it has not, as {@code slot/arm}
   */
  record Fit(List<ValueSeen> values, List<String> unknownArms) implements Finding {}

  /** Looks whether it is whole and fits the campaign as it is now. */
  Finding examine() throws IOException;

  /**
   * Keeps it as a file, durably. The values that {@link Fit} names must be known by now.
   *
   * @return its description, without position and time
   */
  Snapshot keep(String name) throws IOException;

  @Override
  void close() throws IOException;
}
