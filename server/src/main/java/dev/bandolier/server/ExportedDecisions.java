package dev.bandolier.server;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.ShortNames;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.evaluate.RewardLog;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.export.ContextColumn;
import dev.bandolier.server.export.DecisionSink;
import dev.bandolier.server.export.ExportedDecision;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.PartState;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.server.learn.Unreported;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.FeatureSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one campaign by names, from a journal that is only read, be it that of a running server. Folding the journal once
 * says what became of each, by the campaign's own rules; then they are told one after the other, in the journal's order. Memory does
 * not grow with the journal. One thread.
 */
final class ExportedDecisions implements AutoCloseable {

  private static final int BATCH = 256;

  private final ReplaySource source;
  private final Revisions revisions;
  private final RewardLog log;
  private final Path folder;
  private final Period period;
  private final DecisionMade made = new DecisionMade();
  private final ContextValues values = new ContextValues();
  private final Unreported.Fold fold;
  private final long end;
  private boolean over;

  /**
   * Which decisions are meant, by the journal's time in epoch milliseconds.
   *
   * @param from inclusive
   * @param to exclusive
   */
  record Period(long from, long to) {}

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
    this.fold = new Unreported.Fold(folded.begun(), folded.time());
  }

  /**
   * Folds a journal to its end as it is now.
   *
   * @throws dev.bandolier.server.evaluate.EvaluationException if there is no such campaign
   */
  static ExportedDecisions fold(
      ReplaySource source, String campaign, Period period, Replay.Progress progress)
      throws IOException {
    Path folder = Files.createTempDirectory(source.work(), Replay.PREFIX);
    RewardLog log = new RewardLog(folder);
    Revisions revisions = new Revisions(campaign);
    Fates fates = new Fates(revisions, log);
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
        Replay.delete(folder);
      }
    }
  }

  /** The features of all revisions, in the order in which they came. */
  List<ContextColumn> columns() {
    Map<String, ContextColumn.Kind> kinds = new LinkedHashMap<>();
    for (Campaign revision : revisions.all()) {
      for (FeatureSchema feature : features(revision)) {
        kinds.merge(
            feature.getName(),
            kind(feature),
            (one, other) -> one == other ? one : ContextColumn.Kind.TEXT);
      }
    }
    List<ContextColumn> columns = new ArrayList<>();
    kinds.forEach((name, kind) -> columns.add(new ContextColumn(name, kind)));
    return columns;
  }

  private static ContextColumn.Kind kind(FeatureSchema feature) {
    return switch (feature.getKindCase()) {
      case CATEGORICAL -> ContextColumn.Kind.TEXT;
      case BOOLEAN -> ContextColumn.Kind.FLAG;
      default -> ContextColumn.Kind.NUMBER;
    };
  }

  /**
   * Tells them to a sink.
   *
   * @return how many there were
   */
  long tell(DecisionSink sink, Replay.Progress progress) throws IOException {
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
    made.wrap(record.payload());
    if (made.campaign() != revisions.current().uid()) {
      return 0;
    }
    try {
      double[] found = fates.seek(record.position());
      Campaign rules = revisions.get(made.revision());
      Fate fate =
          found == null
              ? Fate.of(fold.of(made, rules, record.position(), record.time()), rules)
              : Fate.of(found, rules);
      sink.write(decision(record, rules, fate));
      return 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ExportedDecision decision(RecordView record, Campaign rules, Fate fate) {
    List<ExportedDecision.Slot> slots = new ArrayList<>();
    int part = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      made.seekSlot(i);
      Slot slot = rules.slotByUid(made.slotUid());
      if (slot != null) {
        slots.add(slot(slot, fate, part));
      }
      part += made.count();
    }
    DecisionSource by = DecisionSource.forNumber(made.decisionSource());
    return new ExportedDecision(
        made.id(),
        rules.name(),
        record.position(),
        record.time(),
        made.revision(),
        made.modelVersion(),
        made.versionExact(),
        by == null ? "" : ShortNames.of(by),
        made.tracked(),
        unit(),
        List.of(made.labels()),
        context(rules),
        slots,
        fate.outcomes());
  }

  private String unit() {
    return made.unitHi() == 0 && made.unitLo() == 0
        ? ""
        : "%016x%016x".formatted(made.unitHi(), made.unitLo());
  }

  private ExportedDecision.Slot slot(Slot slot, Fate fate, int firstPart) {
    List<String> arms = new ArrayList<>();
    List<Double> pmf = new ArrayList<>();
    for (int i = 0; i < made.eligible(); i++) {
      arms.add(idOf(slot, made.armUid(i)));
      pmf.add(made.pmf(i));
    }
    List<ExportedDecision.Choice> choices = new ArrayList<>();
    for (int i = 0; i < made.count(); i++) {
      int index = made.chosen(i);
      choices.add(
          new ExportedDecision.Choice(
              arms.get(index),
              index,
              made.propensity(i),
              fate.state(firstPart + i),
              fate.reward(firstPart + i)));
    }
    String wouldBe = made.wouldBe() < 0 ? null : arms.get(made.wouldBe());
    return new ExportedDecision.Slot(slot.name(), wouldBe, arms, pmf, choices);
  }

  private static String idOf(Slot slot, int uid) {
    for (Arm arm : slot.arms()) {
      if (arm.uid() == uid) {
        return arm.id();
      }
    }
    return "uid-" + uid;
  }

  private static List<FeatureSchema> features(Campaign campaign) {
    return campaign.definition().getSchema().getFeaturesList();
  }

  /** What the request said, unless it is encrypted. */
  private Map<String, Object> context(Campaign rules) {
    Map<String, Object> context = new LinkedHashMap<>();
    ByteBuffer section = made.context();
    if (made.subjectKey() != 0 || !section.hasRemaining()) {
      return context;
    }
    values.read(section);
    List<FeatureSchema> features = features(rules);
    for (int i = 0; i < Math.min(values.size(), features.size()); i++) {
      Object value = value(features.get(i), i);
      if (value != null) {
        context.put(features.get(i).getName(), value);
      }
    }
    return context;
  }

  private @Nullable Object value(FeatureSchema feature, int i) {
    if (values.isMissing(i)) {
      return null;
    }
    return switch (kind(feature)) {
      case TEXT -> values.category(i);
      case NUMBER -> values.number(i);
      case FLAG -> values.flag(i);
    };
  }

  @Override
  public void close() throws IOException {
    Replay.delete(folder);
  }

  /**
   * What became of a decision, and how that is written as numbers: parts, then state and reward of each part, then rule, value,
   * time, whether it counts, and whether by a machine, of each outcome.
   *
   * @param states by part
   * @param rewards by part, null where not closed
   */
  record Fate(
      List<String> states,
      List<@Nullable Double> rewards,
      List<ExportedDecision.Outcome> outcomes) {

    private static final int OF_PART = 2;
    private static final int OF_OUTCOME = 5;

    /** The same for every part. */
    static Fate of(Unreported state, Campaign rules) {
      List<@Nullable Double> rewards = new ArrayList<>();
      rewards.add(state == Unreported.DEFAULTED ? (Double) rules.defaultReward() : null);
      return new Fate(List.of(state.name()), rewards, List.of());
    }

    String state(int part) {
      return states.get(Math.min(part, states.size() - 1));
    }

    @Nullable Double reward(int part) {
      return rewards.get(Math.min(part, rewards.size() - 1));
    }

    static double[] numbers(SettledDecision decision) {
      int parts = decision.parts().size();
      double[] numbers = new double[1 + OF_PART * parts + OF_OUTCOME * decision.outcomes().size()];
      numbers[0] = parts;
      int at = 1;
      for (SettledDecision.Part part : decision.parts()) {
        numbers[at++] = part.state().number();
        numbers[at++] = part.reward();
      }
      for (SettledDecision.Outcome outcome : decision.outcomes()) {
        numbers[at++] = decision.campaign().rules().ruleOf(outcome.name());
        numbers[at++] = outcome.value();
        numbers[at++] = outcome.time();
        numbers[at++] = outcome.retracted() || outcome.pending() ? 0 : 1;
        numbers[at++] = outcome.machine() ? 1 : 0;
      }
      return numbers;
    }

    static Fate of(double[] numbers, Campaign rules) {
      List<String> states = new ArrayList<>();
      List<@Nullable Double> rewards = new ArrayList<>();
      int at = 1;
      for (int part = 0; part < (int) numbers[0]; part++, at += OF_PART) {
        PartState state = PartState.of((int) numbers[at]);
        states.add(state.name());
        rewards.add(state.isClosed() ? (Double) numbers[at + 1] : null);
      }
      List<ExportedDecision.Outcome> outcomes = new ArrayList<>();
      for (; at < numbers.length; at += OF_OUTCOME) {
        outcomes.add(
            new ExportedDecision.Outcome(
                rules.rules().rule((int) numbers[at]).outcome(),
                numbers[at + 1],
                (long) numbers[at + 2],
                numbers[at + 3] != 0,
                numbers[at + 4] != 0));
      }
      return new Fate(states, rewards, outcomes);
    }
  }

  /** Writes down what becomes of the campaign's decisions. */
  static final class Fates extends Revisions.Listener {

    private final RewardLog log;

    Fates(Revisions revisions, RewardLog log) {
      super(revisions);
      this.log = log;
    }

    @Override
    public void settled(SettledDecision decision) {
      if (revisions().has(decision.campaign())) {
        revisions().add(decision.campaign());
        try {
          log.add(decision.position(), Fate.numbers(decision));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
