package dev.bandolier.server.hindsight;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.export.ContextColumn;
import dev.bandolier.server.export.DecisionSink;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.Unreported;
import dev.bandolier.server.learn.WorkFolder;
import dev.bandolier.v1.FeatureSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The decisions of one campaign by names, from a journal that is only read, be it that of a running server. Folding the journal once
 * says what became of each, by the campaign's own rules; then they are told one after the other, in the journal's order. Memory does
 * not grow with the journal. One thread.
 */
public final class ExportedDecisions implements AutoCloseable {

  private static final int BATCH = 256;

  private final ReplaySource source;
  private final Revisions revisions;
  private final RewardLog log;
  private final Path folder;
  private final Period period;
  private final ExportedNames names = new ExportedNames();
  private final Unreported.Fold fold;
  private final long end;
  private boolean over;

  /**
   * Which decisions are meant, by the journal's time in epoch milliseconds.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public record Period(long from, long to) {}

  private ExportedDecisions(
      ReplaySource source,
      Revisions revisions,
      RewardLog log,
      Path folder,
      Period period,
      Replay folded) {
    this.source = source;
    this.revisions = revisions;
    this.log = log;
    this.folder = folder;
    this.period = period;
    this.end = folded.position();
    this.fold = folded.silence(revisions.current().uid());
  }

  /**
   * Folds a journal to its end as it is now. Its temporary files go when the result is closed.
   *
   * @param campaign its name
   * @param period whose decisions are told
   * @param progress hears how far the folding is
   * @throws dev.bandolier.server.evaluate.EvaluationException if there is no such campaign
   */
  public static ExportedDecisions fold(
      ReplaySource source, String campaign, Period period, Replay.Progress progress)
      throws IOException {
    Path folder = WorkFolder.make(source.work(), WorkFolder.REPLAY);
    RewardLog log = new RewardLog(folder);
    Revisions revisions = new Revisions(campaign);
    ExportedFate.Listener fates = new ExportedFate.Listener(revisions, log);
    boolean folded = false;
    try (Replay replay = Replay.beginFirst(source, fates)) {
      replay.runToEnd(progress);
      replay.forEachDecision(fates::settled);
      revisions.current();
      ExportedDecisions all = new ExportedDecisions(source, revisions, log, folder, period, replay);
      folded = true;
      return all;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      if (!folded) {
        WorkFolder.delete(folder);
      }
    }
  }

  /** The features of all revisions, in the order in which they came. */
  public List<ContextColumn> columns() {
    Map<String, ContextColumn.Kind> kinds = new LinkedHashMap<>();
    for (Campaign revision : revisions.all()) {
      for (FeatureSchema feature : ExportedNames.features(revision)) {
        kinds.merge(
            feature.getName(),
            ExportedNames.kind(feature),
            (one, other) -> one == other ? one : ContextColumn.Kind.TEXT);
      }
    }
    List<ContextColumn> columns = new ArrayList<>();
    kinds.forEach((name, kind) -> columns.add(new ContextColumn(name, kind)));
    return columns;
  }

  /**
   * Tells them to a sink; any number of times.
   *
   * @param progress hears the journal's position and how many have been told
   * @return how many there were
   */
  public long tell(DecisionSink sink, Replay.Progress progress) throws IOException {
    long[] told = {0};
    over = false;
    try (RewardLog.Reader fates = log.read()) {
      JournalReader reader = source.journal().read(source.journal().firstPosition());
      while (!over && reader.position() <= end) {
        int read = reader.poll(record -> told[0] += tell(record, fates, sink), BATCH);
        over |= read == 0;
        progress.at(reader.position(), told[0]);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return told[0];
  }

  private int tell(RecordView record, RewardLog.Reader fates, DecisionSink sink) {
    over |= record.position() > end || record.time() >= period.to();
    if (over || record.type() != FactType.DECISION_MADE || record.time() < period.from()) {
      return 0;
    }
    DecisionMade made = names.read(record);
    if (made.campaign() != revisions.current().uid()) {
      return 0;
    }
    try {
      double[] found = fates.seek(record.position());
      Campaign rules = revisions.get(made.revision());
      ExportedFate fate =
          found == null
              ? ExportedFate.of(fold.of(made, rules, record.position(), record.time()), rules)
              : ExportedFate.of(found, rules);
      sink.write(names.of(record, rules, fate));
      return 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    WorkFolder.delete(folder);
  }
}
