package dev.bandolier.server.evaluate;

import java.io.IOException;

/** Answers orders from a journal; any thread. */
public interface Evaluations {

  /** Hears how far an evaluation is, and says whether it is still wanted. */
  interface Progress {
    /**
     * So much is done; called often.
     *
     * @param stage what is being done, such as {@code folding}
     * @param done of {@code of}, in a unit that the stage decides
     * @return whether to go on
     */
    boolean at(String stage, long done, long of);
  }

  /**
   * Folds the journal beside what is served, then values the policies.
   *
   * @throws EvaluationException if that cannot be done with this order
   * @throws java.util.concurrent.CancellationException if it is not wanted any more
   * @throws IOException if the journal cannot be read, or the disk has no room for the fold
   */
  Answer answer(Order order, Progress progress) throws IOException;
}
