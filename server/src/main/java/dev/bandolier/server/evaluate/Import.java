package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.DecisionImported;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.ImportMarked;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.feature.UnseenValue;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.v1.ImportDecisionsRequest;
import dev.bandolier.v1.ImportDecisionsResponse;
import dev.bandolier.v1.ImportedDecision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One import of decisions that were made elsewhere: message after message each decision becomes a fact. Of a message that is not valid
 * nothing is recorded; where the journal takes no more, decisions before that one are, and every refusal says how many of the import. Values of
 * categorical features that want an index get one first, and keep it. What it teaches a slot is bounded,
 * whatever comes. Under an id it counts once: what was cut off goes on behind what is recorded of it, and to what has ended nothing is added. One thread
 * at a time; blocks until facts are folded.
 */
public final class Import implements AutoCloseable {

  private static final int MAX_DECISIONS = 1_000;
  private static final int MAX_ID_BYTES = 40;

  private final Encoders encoders;
  private final Journal journal;
  private final ImportDesk desk;
  private final LongFunction<CompletableFuture<?>> folded;
  private final ContextValues values = new ContextValues();
  private String name = "";
  private String id = "";
  private int campaign;
  private ImportBudget budget = new ImportBudget(ImportDecisionsRequest.getDefaultInstance());
  private long last;
  private long decisions;
  private long taught;
  private long recordedBefore;
  private long toSkip;
  private boolean ended;

  /**
   * An import of nothing yet.
   *
   * @param desk where imports with an id are claimed
   * @param folded completes once the fact at a position has been folded
   */
  public Import(
      Encoders encoders,
      Journal journal,
      ImportDesk desk,
      LongFunction<CompletableFuture<?>> folded) {
    this.encoders = encoders;
    this.journal = journal;
    this.desk = desk;
    this.folded = folded;
  }

  /**
   * Takes a message in.
   *
   * @return why it, and what follows it, is not taken, and how many decisions are recorded; or null
   */
  public @Nullable Refusal add(ImportDecisionsRequest request) {
    Refusal refusal = take(request);
    return refusal == null ? null : withCount(refusal);
  }

  private Refusal withCount(Refusal refusal) {
    return new Refusal(
        refusal.reason(),
        "%s (recorded so far: %d decisions)".formatted(refusal.message(), decisions),
        refusal.violations());
  }

  private @Nullable Refusal take(ImportDecisionsRequest request) {
    Refusal refusal = name.isEmpty() ? begin(request) : null;
    if (ended) {
      return null;
    }
    if (refusal == null
        && !request.getCampaign().isEmpty()
        && !request.getCampaign().equals(name)) {
      refusal = invalid("campaign", "the same in all messages, or empty");
    }
    if (refusal == null && request.getDecisionsCount() > MAX_DECISIONS) {
      refusal = invalid("decisions", "at most 1,000 a message");
    }
    Encoder encoder = encoders.find(name);
    if (refusal != null || encoder == null) {
      return refusal != null ? refusal : gone();
    }
    return add(newOnes(request.getDecisionsList()), encoder);
  }

  private @Nullable Refusal begin(ImportDecisionsRequest first) {
    budget = new ImportBudget(first);
    if (!budget.hasWeight()) {
      return invalid("weight", "0 to 1");
    }
    if (!budget.hasLimit()) {
      return invalid("max_weight", "above 0, at most 1,000,000");
    }
    if (first.getImportIdBytes().size() > MAX_ID_BYTES) {
      return invalid("import_id", "at most 40 bytes");
    }
    Encoder encoder = encoders.find(first.getCampaign());
    if (encoder == null) {
      return Refusal.of(
          Refusal.Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + first.getCampaign() + "'");
    }
    campaign = encoder.campaign().uid();
    Refusal refusal = first.getImportId().isEmpty() ? null : claim(first.getImportId());
    name = refusal == null ? first.getCampaign() : "";
    return refusal;
  }

  private @Nullable Refusal claim(String wanted) {
    ImportDesk.Found found = desk.claim(campaign, wanted);
    if (found instanceof ImportDesk.Found.Refused refused) {
      return refused.refusal();
    }
    id = wanted;
    if (found instanceof ImportDesk.Found.Over over) {
      ended = true;
      goOn(over.mark().decisions(), over.mark().taught());
    } else if (found instanceof ImportDesk.Found.CutOff cutOff) {
      goOn(cutOff.recorded().decisions(), cutOff.recorded().taught());
      budget.taught(cutOff.recorded().weights());
    } else {
      return append(ImportMarked.begun(campaign, id));
    }
    return null;
  }

  private void goOn(long known, long teaching) {
    decisions = known;
    taught = teaching;
    recordedBefore = known;
    toSkip = known;
  }

  /** Those that are not recorded already. */
  private List<ImportedDecision> newOnes(List<ImportedDecision> wanted) {
    int known = (int) Math.min(toSkip, wanted.size());
    toSkip -= known;
    return wanted.subList(known, wanted.size());
  }

  private Refusal gone() {
    return Refusal.of(
        Refusal.Reason.CAMPAIGN_NOT_FOUND, "the campaign '" + name + "' was deleted meanwhile");
  }

  private @Nullable Refusal add(List<ImportedDecision> wanted, Encoder encoder) {
    List<Violation> violations = check(wanted, encoder);
    if (!violations.isEmpty()) {
      return Refusal.invalid(violations);
    }
    Refusal refusal = makeKnown(wanted, encoder);
    Encoder current = encoders.find(name);
    if (refusal != null || current == null) {
      return refusal != null ? refusal : gone();
    }
    if (current.campaign().revision() != encoder.campaign().revision()) {
      return Refusal.of(
          Refusal.Reason.ETAG_STALE,
          "the campaign was changed meanwhile: go on importing from here");
    }
    ImportedFact maker = new ImportedFact(current);
    for (ImportedDecision decision : wanted) {
      refusal = append(maker, decision);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable Refusal append(ImportedFact maker, ImportedDecision decision) {
    double teaches = budget.spend(decision, maker.campaign());
    DecisionImported fact =
        maker.make(decision, teaches, journal.now(), ImportLog.decisionId(id, decisions));
    Refusal refusal = append(fact);
    decisions += refusal == null ? 1 : 0;
    taught += refusal == null && teaches > 0.0 ? 1 : 0;
    return refusal;
  }

  private List<Violation> check(List<ImportedDecision> wanted, Encoder encoder) {
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < wanted.size() && violations.size() < 100; i++) {
      ImportChecks checks =
          new ImportChecks(encoder.campaign(), "decisions[" + i + "].", violations);
      checks.check(wanted.get(i));
      String path = checks.path();
      encoder
          .reader()
          .read(wanted.get(i).getContext(), journal.now(), values)
          .forEach(each -> violations.add(new Violation(path + each.field(), each.description())));
    }
    return violations;
  }

  /** Values that want an index get one, before any decision is encoded. */
  private @Nullable Refusal makeKnown(List<ImportedDecision> wanted, Encoder encoder) {
    Set<UnseenValue> fresh = new HashSet<>();
    for (ImportedDecision decision : wanted) {
      var unused = encoder.reader().read(decision.getContext(), journal.now(), values);
      fresh.addAll(encoder.unseen(values));
    }
    for (UnseenValue value : fresh) {
      Refusal refusal =
          append(new ValueSeen(encoder.campaign().uid(), value.feature(), value.value()));
      if (refusal != null) {
        return refusal;
      }
    }
    return fresh.isEmpty() ? null : settle();
  }

  private @Nullable Refusal append(Fact fact) {
    long position = journal.append(fact.type(), fact.encode());
    if (position > 0) {
      last = position;
      return null;
    }
    return position == Journal.FULL
        ? Refusal.of(Refusal.Reason.JOURNAL_FULL, "the journal's disk is full: try again later")
        : Refusal.of(Refusal.Reason.SHUTTING_DOWN, "the server is about to stop");
  }

  /** After the last message: waits until all of it is folded and on disk. */
  public ImportOutcome finish() {
    Refusal refusal = name.isEmpty() ? invalid("campaign", "the name of a campaign") : end();
    return refusal == null
        ? new ImportOutcome.Done(
            ImportDecisionsResponse.newBuilder()
                .setDecisions(decisions)
                .setTaught(taught)
                .setAlreadyImported(ended)
                .setRecordedBefore(recordedBefore)
                .build())
        : new ImportOutcome.Refused(withCount(refusal));
  }

  private @Nullable Refusal end() {
    Refusal refusal =
        id.isEmpty() || ended
            ? null
            : append(new ImportMarked(campaign, id, true, decisions, taught));
    return refusal == null ? settle() : refusal;
  }

  /** Lets others import under its id; however it came out. */
  @Override
  public void close() {
    if (!id.isEmpty()) {
      desk.release(campaign, id, last);
      id = "";
    }
  }

  private @Nullable Refusal settle() {
    return last == 0
        ? null
        : Patience.await(CompletableFuture.allOf(folded.apply(last), journal.whenDurable(last)));
  }

  private static Refusal invalid(String field, String description) {
    return Refusal.invalid(List.of(new Violation(field, description)));
  }
}
