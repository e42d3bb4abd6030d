package dev.bandolier.server.hindsight;

import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.learn.PartState;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.server.learn.Unreported;
import dev.bandolier.server.learn.WorkFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * What became of a campaign's decisions, found by folding a journal beside what is served. One thread; {@link #close} deletes the files.
 *
 * @param rewards by decision
 * @param folder where they are kept
 * @param revisions of the campaign
 * @param position of the last fact that was folded
 * @param silence what it means of a decision that the rewards do not have it
 */
record DecisionFates(
    RewardLog rewards, Path folder, Revisions revisions, long position, Unreported.Fold silence)
    implements AutoCloseable {

  /**
   * Folds a journal to its end.
   *
   * @throws EvaluationException if it knows no campaign of that name
   * @throws CancellationException if it is not wanted any more
   */
  static DecisionFates fold(ReplaySource source, String name, Evaluations.Progress progress)
      throws IOException {
    Path folder = WorkFolder.make(source.work(), WorkFolder.REPLAY);
    boolean folded = false;
    try {
      DecisionFates fates = fold(source, new Revisions(name), folder, progress);
      folded = true;
      return fates;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      if (!folded) {
        WorkFolder.delete(folder);
      }
    }
  }

  private static DecisionFates fold(
      ReplaySource source, Revisions revisions, Path folder, Evaluations.Progress progress)
      throws IOException {
    RewardLog rewards = new RewardLog(folder);
    Listener listener = new Listener(revisions, rewards);
    try (Replay replay = Replay.beginFirst(source, listener)) {
      run(replay, source.journal().endPosition(), progress);
      replay.forEachDecision(listener::settled);
      Unreported.Fold silence = replay.silence(revisions.current().uid());
      return new DecisionFates(rewards, folder, revisions, replay.position(), silence);
    }
  }

  private static void run(Replay replay, long last, Evaluations.Progress progress)
      throws IOException {
    boolean[] wanted = {true};
    replay.runWhile(
        () -> wanted[0],
        (position, facts) -> wanted[0] = wanted[0] && progress.at("folding", position, last));
    if (!wanted[0]) {
      throw new CancellationException("the evaluation was cancelled");
    }
  }

  @Override
  public void close() throws IOException {
    WorkFolder.delete(folder);
  }

  /** Writes down what becomes of the campaign's decisions. */
  private static final class Listener extends Revisions.Listener {

    private final RewardLog log;

    Listener(Revisions revisions, RewardLog log) {
      super(revisions);
      this.log = log;
    }

    @Override
    public void settled(SettledDecision decision) {
      if (!revisions().has(decision.campaign())) {
        return;
      }
      revisions().add(decision.campaign());
      double[] found = new double[decision.parts().size()];
      Arrays.setAll(found, i -> value(decision.parts().get(i)));
      try {
        log.add(decision.position(), found);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static double value(SettledDecision.Part part) {
      if (part.state().isClosed()) {
        return part.reward();
      }
      return part.state() == PartState.CENSORED ? RewardLog.CENSORED : RewardLog.OPEN;
    }
  }
}
