package dev.bandolier.server.manage;

import dev.bandolier.server.event.GivenPosterior;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate stands under a revision of its campaign.
 *
 * @param revision the revision
 * @param evidence what is known of it
 * @param learned the candidate with the values of features that it has met, where it has posteriors of its own; else as it is
 * @param posteriors what its arms know, where it has posteriors of its own; null where that is not known
 */
public record Standing(
    long revision,
    Evidence evidence,
    Candidate learned,
    @Nullable List<GivenPosterior> posteriors) {

  /** Nothing is known. */
  public static final Standing UNKNOWN =
      new Standing(0, Evidence.getDefaultInstance(), Candidate.getDefaultInstance(), null);
}
