package dev.bandolier.server.hindsight;

import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.Lifts;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.server.learn.Unreported;
import dev.bandolier.server.learn.WorkFolder;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.GetLiftRequest;
import dev.bandolier.v1.GetLiftResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a policy is winning, from a journal that is only read: folds it once, which says what became of every decision and what
 * the arms have learned, then counts. One at a time; memory does not grow with the journal but for the units, 32 bytes each at most.
 */
public final class LiftReport implements Lifts {

  private static final int BATCH = 256;

  private final ReplaySource source;
  private final Semaphore folds;
  private final Replay.Progress progress;

  /**
   * Reads a journal.
   *
   * @param folds one permit, for which all ask that fold it
   * @param progress hears how far the folding is
   */
  public LiftReport(ReplaySource source, Semaphore folds, Replay.Progress progress) {
    this.source = source;
    this.folds = folds;
    this.progress = progress;
  }

  @Override
  public ExplainOutcome<GetLiftResponse> lift(GetLiftRequest request, BooleanSupplier cancelled)
      throws IOException {
    if (!folds.tryAcquire()) {
      return ExplainOutcome.refused(
          Reason.OVERLOADED, "the journal is being folded for another question: try again later");
    }
    try {
      return report(request, cancelled);
    } catch (EvaluationException e) {
      return ExplainOutcome.refused(Reason.CAMPAIGN_NOT_FOUND, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      folds.release();
    }
  }

  private ExplainOutcome<GetLiftResponse> report(GetLiftRequest request, BooleanSupplier cancelled)
      throws IOException {
    Path folder = WorkFolder.make(source.work(), WorkFolder.REPLAY);
    Revisions revisions = new Revisions(request.getCampaign());
    Watch watch = new Watch(revisions, new RewardLog(folder));
    try (Replay replay = Replay.beginFirst(source, watch)) {
      replay.runToEnd(
          (position, facts) -> {
            check(cancelled);
            progress.at(position, facts);
          });
      replay.forEachDecision(watch::settled);
      Campaign campaign = revisions.current();
      List<Violation> problem = SegmentFeature.problem(campaign, request.getSegmentFeature());
      if (!problem.isEmpty()) {
        return new ExplainOutcome.Refused<>(Refusal.invalid(problem));
      }
      return new ExplainOutcome.Done<>(new Work(request, watch, replay, cancelled).count());
    } finally {
      WorkFolder.delete(folder);
    }
  }

  private static void check(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled: nobody waits for the answer any more");
    }
  }

  /** Hears what becomes of decisions, and where the arms are that learn from them. */
  private static final class Watch implements LearnListener {

    private final Revisions revisions;
    private final RewardLog log;
    private final ExportedFate.Listener fates;
    private @Nullable CampaignModel model;

    Watch(Revisions revisions, RewardLog log) {
      this.revisions = revisions;
      this.log = log;
      this.fates = new ExportedFate.Listener(revisions, log);
    }

    @Override
    public void published(Campaign campaign, Encoder encoder, CampaignModel published) {
      fates.published(campaign, encoder, published);
      if (revisions.has(campaign)) {
        model = published;
      }
    }

    @Override
    public boolean hearsSettled() {
      return true;
    }

    @Override
    public void settled(SettledDecision decision) {
      fates.settled(decision);
    }
  }

  /** One report, once the journal is folded. */
  private final class Work {

    private final GetLiftRequest request;
    private final Watch watch;
    private final Replay replay;
    private final BooleanSupplier cancelled;
    private final Campaign campaign;
    private final LiftCount counted;
    private final Unreported.Fold silence;
    private final DecisionMade made = new DecisionMade();
    private final ContextValues values = new ContextValues();
    private final GetLiftResponse.Builder response = GetLiftResponse.newBuilder();
    private boolean over;

    Work(GetLiftRequest request, Watch watch, Replay replay, BooleanSupplier cancelled) {
      this.request = request;
      this.watch = watch;
      this.replay = replay;
      this.cancelled = cancelled;
      this.campaign = watch.revisions.current();
      this.counted = new LiftCount(campaign);
      this.silence = replay.silence(campaign.uid());
    }

    GetLiftResponse count() throws IOException {
      JournalReader reader = source.journal().read(source.journal().firstPosition());
      try (RewardLog.Reader fates = watch.log.read()) {
        while (!over && reader.position() <= replay.position()) {
          int read = reader.poll(record -> look(record, fates), BATCH);
          check(cancelled);
          over |= read == 0;
        }
      }
      counted.tell(response.setPosition(replay.position()));
      CampaignModel model = watch.model;
      if (model != null) {
        new LikelyBest(campaign, model).tell(counted, response);
      }
      return response.build();
    }

    private void look(RecordView record, RewardLog.Reader fates) {
      if (over || record.position() > replay.position()) {
        over = true;
      } else if (record.type() == FactType.DECISION_MADE) {
        made.wrap(record.payload());
        if (made.campaign() == campaign.uid()) {
          decision(record, fates);
        }
      } else if (record.type() == FactType.CAMPAIGN_CHANGED) {
        reset((CampaignChanged) Fact.read(record.type(), record.payload()));
      }
    }

    private void decision(RecordView record, RewardLog.Reader fates) {
      try {
        double[] found = fates.seek(record.position());
        Campaign rules = watch.revisions.get(made.revision());
        ExportedFate fate =
            found == null
                ? ExportedFate.of(silence.of(made, rules, record.position(), record.time()), rules)
                : ExportedFate.of(found, rules);
        if (!counted.add(made, fate, segment(rules))) {
          over = true;
          response.setClosedUntil(Timestamps.fromMillis(record.time()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void reset(CampaignChanged changed) {
      if (changed.campaign() == campaign.uid()) {
        for (String name : changed.resetSlots()) {
          Slot slot = campaign.slot(name);
          if (slot != null) {
            counted.reset(slot.uid());
          }
        }
      }
    }

    /** The decision's value of the segment's feature; empty for none. */
    private String segment(Campaign rules) {
      ByteBuffer section = made.context();
      if (request.getSegmentFeature().isEmpty()
          || made.subjectKey() != 0
          || !section.hasRemaining()) {
        return "";
      }
      values.read(section);
      List<FeatureSchema> features = rules.definition().getSchema().getFeaturesList();
      for (int i = 0; i < Math.min(values.size(), features.size()); i++) {
        if (features.get(i).getName().equals(request.getSegmentFeature())) {
          return values.isMissing(i) ? "" : values.category(i);
        }
      }
      return "";
    }
  }
}
