package dev.bandolier.server.candidate;

import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.v1.GetCandidatesResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows one campaign's facts in the journal, folding them beside what is served, in a temporary directory of its own, and keeps the score of its
 * candidates. One thread at a time.
 */
public final class Follower implements AutoCloseable {

  private final String name;
  private final Scorekeeper scores;
  private final Replay replay;

  private Follower(String name, Scorekeeper scores, Replay replay) {
    this.name = name;
    this.scores = scores;
    this.replay = replay;
  }

  /**
   * Begins at the journal's first fact, or, where that was retired, behind the oldest base snapshot; nothing is followed yet.
   *
   * @param name the campaign's; the newest of that name is followed
   * @throws IOException if the directory or the store cannot be made, or there is nothing to begin with
   */
  public static Follower begin(String name, ReplaySource source) throws IOException {
    Scorekeeper scores = new Scorekeeper(name, source.journal());
    Replay replay = Replay.beginFirst(source, scores);
    scores.begin();
    return new Follower(name, scores, replay);
  }

  /**
   * Follows what the journal has now, while somebody wants it.
   *
   * @return whether it came to the journal's end
   * @throws IOException if a record is not whole, or the disk has no room
   */
  public boolean advance(BooleanSupplier more) throws IOException {
    return replay.runBeside(scores, more);
  }

  /** Whether there is such a campaign. */
  public boolean isKnown() {
    return scores.campaign() != null;
  }

  /** Says that there is no such campaign, and which there are. */
  public String withoutOne() {
    return scores.withoutOne();
  }

  /** What is compared now; null for nothing. */
  @Nullable Contest contest() {
    return scores.contest();
  }

  /** The position of the last fact that was looked at; 0 before the first one. */
  long position() {
    return replay.position();
  }

  /** What is known by now. */
  public GetCandidatesResponse report() {
    return Report.of(name, scores, position());
  }

  /** Gives the memory back and deletes the directory. */
  @Override
  public void close() throws IOException {
    replay.close();
  }
}
