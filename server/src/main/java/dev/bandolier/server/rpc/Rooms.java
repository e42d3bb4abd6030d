package dev.bandolier.server.rpc;

import dev.bandolier.server.candidate.CandidateReports;
import dev.bandolier.server.decide.Decider;
import dev.bandolier.server.evaluate.Evaluations;
import dev.bandolier.server.evaluate.Imports;
import dev.bandolier.server.explain.Explanations;
import dev.bandolier.server.explain.Lifts;
import dev.bandolier.server.explain.PosteriorReader;
import dev.bandolier.server.manage.CandidateManagement;
import dev.bandolier.server.manage.Management;
import dev.bandolier.server.manage.SnapshotManagement;
import dev.bandolier.server.reward.Feedback;
import dev.bandolier.server.statistics.Settlements;
import dev.bandolier.server.statistics.Statistics;

/**
 * What calls are answered from.
 *
 * @param decider decides
 * @param feedback takes what was seen
 * @param management changes campaigns
 * @param snapshots keeps what campaigns have learned
 * @param statistics tells what arms have done
 * @param settlements tells what has become of decisions
 * @param explanations tells why decisions fell as they did
 * @param posteriors tells what arms have learned
 * @param lifts tells whether policies are winning
 * @param evaluations tells what other policies would have earned
 * @param candidates lets candidates serve
 * @param contests tells how candidates do
 * @param imports takes in decisions that were made elsewhere
 */
public record Rooms(
    Decider decider,
    Feedback feedback,
    Management management,
    SnapshotManagement snapshots,
    Statistics statistics,
    Settlements settlements,
    Explanations explanations,
    PosteriorReader posteriors,
    Lifts lifts,
    Evaluations evaluations,
    CandidateManagement candidates,
    CandidateReports contests,
    Imports imports) {}
