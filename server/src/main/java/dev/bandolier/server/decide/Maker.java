package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.feature.UnseenValue;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.model.ModelVersion;
import dev.bandolier.server.policy.Purpose;
import dev.bandolier.server.policy.TrackingCoin;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.SlotRequest;
import dev.bandolier.v1.UntrackedReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a decision on the workbench, of a request that was checked and taken in, and writes it as a
 * fact. Any thread, each with a bench of its own; never blocks.
 */
final class Maker {

  /** How many arms one decision may name and still be tracked: what a ledger entry holds. */
  static final int MAX_TRACKED_ARMS = 64;

  private static final int ATTEMPTS = 4;

  private final Journal journal;
  private final UnseenValues unseen;
  private final DecideListener listener;

  Maker(Journal journal, UnseenValues unseen, DecideListener listener) {
    this.journal = journal;
    this.unseen = unseen;
    this.listener = listener;
  }

  /** Makes a decision and appends it; its position is then on the bench, 0 if the journal takes none. */
  @Nullable Refusal make(DecideRequest request, Served served, Workbench bench) {
    DecisionSource source = source(served.campaign(), bench);
    Refusal refusal = findEligible(request, served.campaign(), source, bench);
    if (refusal == null) {
      choose(request, served, source, bench);
      bench.position = Math.max(0, journal.append(FactType.DECISION_MADE, bench.fact));
    }
    return refusal;
  }

  /** Who decides: the policy, or by a coin the holdout, or the switch the default arms. */
  private static DecisionSource source(Campaign campaign, Workbench bench) {
    if (campaign.mode() == ServingMode.SERVING_MODE_DEFAULT_ARM) {
      return DecisionSource.DECISION_SOURCE_DEFAULT;
    }
    if (campaign.mode() == ServingMode.SERVING_MODE_SHADOW) {
      return DecisionSource.DECISION_SOURCE_SHADOW;
    }
    double share = campaign.holdoutShare();
    boolean holdout =
        share > 0.0 && bench.holdoutCoin(campaign).uniform(0, 0, Purpose.HOLDOUT) < share;
    return holdout ? DecisionSource.DECISION_SOURCE_HOLDOUT : DecisionSource.DECISION_SOURCE_POLICY;
  }

  /** Finds the eligible arms of every slot wanted, or says why nothing can be chosen. */
  private static @Nullable Refusal findEligible(
      DecideRequest request, Campaign campaign, DecisionSource source, Workbench bench) {
    boolean defaults = source == DecisionSource.DECISION_SOURCE_DEFAULT;
    for (int i = 0; i < campaign.slots().size(); i++) {
      Slot slot = campaign.slots().get(i);
      SlotRequest wanted = bench.request(slot);
      if (wanted != null) {
        SlotWork work = bench.work(slot);
        work.findEligible(slot, wanted, bench.now);
        if (work.eligible == 0 || defaults && !work.isEligible(slot.defaultArm())) {
          return nothingEligible(slot, defaults);
        }
        if (wanted.getCount() > work.eligible) {
          return tooMany(request.getSlotsList().indexOf(wanted), work.eligible);
        }
        for (int j = 0; j < wanted.getShownCount(); j++) {
          Arm shown = slot.arm(wanted.getShown(j).getArm());
          if (shown == null || !work.isEligible(shown.uid())) {
            return notEligible(request.getSlotsList().indexOf(wanted), j);
          }
        }
      }
    }
    return null;
  }

  /** Chooses, and writes the fact on the bench; posteriors that moved meanwhile are read again. */
  private static void choose(
      DecideRequest request, Served served, DecisionSource source, Workbench bench) {
    ModelVersion version = served.model().version();
    long position = 0;
    boolean exact = false;
    for (int i = 0; i < ATTEMPTS && !exact; i++) {
      long changes = version.changes();
      position = version.position();
      exact = Chooser.choose(served, source, bench) && version.unchangedSince(changes);
    }
    write(request, served.campaign(), source, position, exact, bench);
  }

  /** Journals the values that want an index; nobody waits for it. */
  void noteUnseen(Served served, Workbench bench) {
    List<UnseenValue> values = served.encoder().unseen(bench.context);
    for (int i = 0; i < values.size(); i++) {
      if (unseen.isNew(served.campaign().uid(), values.get(i))) {
        note(served.campaign().uid(), values.get(i));
      }
    }
  }

  private void note(int campaign, UnseenValue value) {
    ValueSeen fact = new ValueSeen(campaign, value.feature(), value.value());
    if (journal.append(fact.type(), fact.encode()) <= 0) {
      unseen.giveUp(fact);
      listener.lost(fact.type());
    }
  }

  /** Whether a repeat finds the decision: in the ledger's time, or for the repeat period. */
  static boolean isRemembered(DecisionMade made) {
    return made.untrackedReason() != UntrackedReason.UNTRACKED_REASON_LEDGER_FULL_VALUE;
  }

  private static void write(
      DecideRequest request,
      Campaign campaign,
      DecisionSource source,
      long version,
      boolean exact,
      Workbench bench) {
    UntrackedReason reason = untrackedReason(campaign, bench);
    boolean tracked = reason == UntrackedReason.UNTRACKED_REASON_UNSPECIFIED;
    bench
        .writer
        .begin(campaign.uid(), campaign.revision(), bench.id.bytes, bench.id.length)
        .key(bench.keyHi, bench.keyLo)
        .fingerprint(bench.fingerprintHi, bench.fingerprintLo)
        .unit(bench.unitHi, bench.unitLo)
        .version(version, exact)
        .decisionSource(source.getNumber())
        .deferred(request.getDeferred())
        .tracked(tracked)
        .token(tracked && campaign.tracking().tokens())
        .untrackedReason(reason.getNumber());
    if (bench.labelled) {
      writeLabels(request.getLabelsMap(), bench);
    }
    for (int i = 0; i < campaign.slots().size(); i++) {
      Slot slot = campaign.slots().get(i);
      if (bench.request(slot) != null) {
        bench.work(slot).write(bench.writer, slot.uid());
      }
    }
    bench.fact = bench.writer.context(bench.context.section()).finish();
    bench.made.wrap(bench.fact);
  }

  private static void writeLabels(Map<String, String> labels, Workbench bench) {
    new TreeMap<>(labels)
        .forEach(
            (key, value) ->
                bench.writer.label((key + "=" + value).getBytes(StandardCharsets.UTF_8)));
  }

  private static UntrackedReason untrackedReason(Campaign campaign, Workbench bench) {
    if (!TrackingCoin.tracks(bench.draws, campaign.tracking().share())) {
      return UntrackedReason.UNTRACKED_REASON_SHARE;
    }
    if (!isTrackable(campaign, bench)) {
      return UntrackedReason.UNTRACKED_REASON_TOO_MANY_ARMS;
    }
    return bench.claim.state == Claim.State.NEW
        ? UntrackedReason.UNTRACKED_REASON_UNSPECIFIED
        : UntrackedReason.UNTRACKED_REASON_LEDGER_FULL;
  }

  private static boolean isTrackable(Campaign campaign, Workbench bench) {
    int arms = 0;
    for (int i = 0; i < campaign.slots().size(); i++) {
      Slot slot = campaign.slots().get(i);
      arms += bench.request(slot) == null ? 0 : bench.work(slot).count;
    }
    return arms <= MAX_TRACKED_ARMS;
  }

  private static Refusal nothingEligible(Slot slot, boolean defaults) {
    String what = defaults ? "its default arm is not eligible" : "no arm of it is eligible";
    return Refusal.of(Reason.NOTHING_ELIGIBLE, "slot '" + slot.name() + "': " + what);
  }

  private static Refusal notEligible(int slot, int position) {
    String field = "slots[" + slot + "].shown[" + position + "].arm";
    return Refusal.invalid(List.of(new Violation(field, "an arm that is eligible")));
  }

  private static Refusal tooMany(int index, int eligible) {
    String field = "slots[" + index + "].count";
    return Refusal.invalid(
        List.of(new Violation(field, "at most the " + eligible + " eligible arms")));
  }
}
