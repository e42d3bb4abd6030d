package dev.bandolier.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a campaign's candidates do.
 *
 * @param campaign the campaign's name
 * @param revision up to which its changes were followed
 * @param position the journal position up to which facts were followed; 0 where that has only just begun
 * @param since from when on decisions count; empty where nothing is compared
 * @param whole whether every decision since then was seen; only then anything is done by itself
 * @param decisions closed decisions that all of their slots were known of
 * @param servingMean what they earned; empty without any
 * @param leftOut decisions that are not among these, by the reason
 * @param candidates the candidates
 * @param arms with {@code conclusion}: the policy without each of its arms
 */
public record CandidateReport(
    String campaign,
    long revision,
    long position,
    Optional<Instant> since,
    boolean whole,
    long decisions,
    OptionalDouble servingMean,
    Map<String, Long> leftOut,
    List<Difference> candidates,
    List<Difference> arms) {
  /** Copies the lists and the map. */
  public CandidateReport {
    leftOut = Map.copyOf(leftOut);
    candidates = List.copyOf(candidates);
    arms = List.copyOf(arms);
  }
}
