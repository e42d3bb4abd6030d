package dev.bandolier.server.explain;

import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Answers why decisions fell as they did. Any thread; takes seconds to minutes. */
public interface Explanations {

  /**
   * Explains one decision.
   *
   * @param cancelled whether nobody waits for the answer any more; asked often
   * @throws IOException if the disk has no room to fold in, or a file cannot be read
   * @throws java.util.concurrent.CancellationException if nobody waits any more
   */
  ExplainOutcome<ExplainResponse> explain(ExplainRequest request, BooleanSupplier cancelled)
      throws IOException;
}
