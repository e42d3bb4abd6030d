package dev.bandolier.server.explain;

import dev.bandolier.v1.GetLiftRequest;
import dev.bandolier.v1.GetLiftResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Tells whether a campaign's policy is winning. Any thread; takes seconds to minutes. */
public interface Lifts {

  /**
   * What closed decisions say.
   *
   * @param cancelled whether nobody waits for the answer any more; asked often
   * @throws IOException if the journal cannot be folded
   * @throws java.util.concurrent.CancellationException if nobody waits any more
   */
  ExplainOutcome<GetLiftResponse> lift(GetLiftRequest request, BooleanSupplier cancelled)
      throws IOException;
}
