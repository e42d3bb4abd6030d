package dev.bandolier.server.explain;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One question after one decision, from finding its fact to the answer. One thread, once. */
final class Inquiry {

  private static final int CONTRIBUTIONS = 20;

  private final ReplaySource source;
  private final ExplainRequest request;
  private final int campaign;
  private final Replay.Progress progress;
  private final BooleanSupplier cancelled;
  private final RecordView record = new RecordView();
  private final DecisionMade made = new DecisionMade();
  private long time;

  /**
   * Takes a question.
   *
   * @param campaign the campaign's uid, or {@link FactSearch#ANY}
   */
  Inquiry(
      ReplaySource source,
      ExplainRequest request,
      int campaign,
      Replay.Progress progress,
      BooleanSupplier cancelled) {
    this.source = source;
    this.request = request;
    this.campaign = campaign;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * Answers.
   *
   * @param known where the decision stands, or 0 to look for it
   */
  ExplainOutcome<ExplainResponse> run(long known) throws IOException {
    RecordSource journal = source.journal();
    FactSearch search = new FactSearch(campaign, request.getDecisionId(), this::check);
    boolean all = known == 0;
    long position = all ? search.run(journal, journal.firstPosition()).made() : known;
    if (position == 0 || !read(position)) {
      return ExplainOutcome.refused(
          Reason.DECISION_NOT_FOUND,
          "the journal has no decision '%s', or not any more".formatted(request.getDecisionId()));
    }
    Trace trace = new Trace(made, contributions());
    try (Replay replay = Replay.beginBefore(made.modelVersion(), source, trace)) {
      if (!all && !request.getOmitHistory()) {
        search.run(journal, replay.begun());
      }
      return answer(position, replay, trace, search);
    }
  }

  private ExplainOutcome<ExplainResponse> answer(
      long position, Replay replay, Trace trace, FactSearch search) throws IOException {
    search.facts().forEach(fact -> trace.await(fact.position()));
    replay.runTo(made.modelVersion() - 1, this::heard);
    trace.near();
    replay.runTo(made.modelVersion(), this::heard);
    trace.arrived();
    Campaign found = trace.campaign();
    if (found == null) {
      return ExplainOutcome.refused(
          Reason.DECISION_NOT_FOUND,
          "the journal does not have revision %d of its campaign".formatted(made.revision()));
    }
    ExplainResponse.Builder response = begin(position, found, trace);
    if (!request.getOmitHistory()) {
      addHistory(response, position, replay, trace, search);
    }
    return new Done<>(response.build());
  }

  private ExplainResponse.Builder begin(long position, Campaign found, Trace trace) {
    return ExplainResponse.newBuilder()
        .setDecisionId(made.id())
        .setCampaign(found.name())
        .setTime(History.timestamp(time))
        .setPosition(position)
        .setRevision(made.revision())
        .setModelVersion(made.modelVersion())
        .setModelVersionExact(made.versionExact())
        .setSourceValue(made.decisionSource())
        .setTracked(made.tracked())
        .setPmfReproduced(trace.reproduced())
        .addAllSlots(trace.reasons());
  }

  private void addHistory(
      ExplainResponse.Builder response,
      long position,
      Replay replay,
      Trace trace,
      FactSearch search)
      throws IOException {
    replay.runTo(position, this::heard);
    trace.follow();
    SettledDecision outcome = settle(replay, trace, search);
    for (FactSearch.Found fact : search.facts()) {
      if (source.journal().readAt(fact.position(), record)) {
        response.addHistory(History.reported(record, fact.time(), trace.fate(fact.position())));
      }
    }
    if (outcome != null) {
      response.addAllSettlements(History.settlements(outcome));
    }
  }

  /** Folds on until nothing can change any more, or to the journal's end. */
  private @Nullable SettledDecision settle(Replay replay, Trace trace, FactSearch search)
      throws IOException {
    boolean open = made.tracked() && (!made.token() || !search.facts().isEmpty());
    long last = search.facts().stream().mapToLong(FactSearch.Found::position).max().orElse(0);
    if (open) {
      replay.runWhile(() -> trace.settled() == null, this::heard);
    } else {
      replay.runTo(last, this::heard);
    }
    SettledDecision settled = trace.settled();
    return settled == null ? replay.decision(made.keyHi(), made.keyLo()) : settled;
  }

  /** Takes a copy of the decision's fact: what it tells stays when its file is retired. */
  private boolean read(long position) {
    if (!source.journal().readAt(position, record) || record.type() != FactType.DECISION_MADE) {
      return false;
    }
    ByteBuffer copy = ByteBuffer.allocate(record.payloadBytes());
    made.wrap(copy.put(record.payload()).flip());
    time = record.time();
    return made.id().equals(request.getDecisionId());
  }

  private int contributions() {
    return request.getMaxContributions() == 0 ? CONTRIBUTIONS : request.getMaxContributions();
  }

  private void heard(long position, long facts) {
    check();
    progress.at(position, facts);
  }

  private void check() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled: nobody waits for the answer any more");
    }
  }
}
