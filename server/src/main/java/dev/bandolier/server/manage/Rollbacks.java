package dev.bandolier.server.manage;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Millis;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.RolledBack.Mode;
import dev.bandolier.server.manage.SnapshotOutcome.Done;
import dev.bandolier.server.manage.SnapshotOutcome.Refused;
import dev.bandolier.server.snapshot.Snapshots;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Returns posteriors to snapshots. What a rollback folds again is folded before its fact is written, so
 * that learning is not held up by it. Blocks its caller.
 */
final class Rollbacks {

  /** No decision is so late, and it still fits into a timestamp. */
  private static final long LATEST_SECOND = 253_402_300_799L;

  private final Management management;
  private final Snapshots snapshots;
  private final ManageListener listener;

  Rollbacks(Management management, Snapshots snapshots, ManageListener listener) {
    this.management = management;
    this.snapshots = snapshots;
    this.listener = listener;
  }

  SnapshotOutcome<RollbackResponse> rollback(
      RollbackRequest request, Snapshot snapshot, BooleanSupplier cancelled) {
    List<Violation> violations = check(request, snapshot);
    if (!violations.isEmpty()) {
      return new Refused<>(Refusal.invalid(violations));
    }
    SnapshotOutcome<RolledBack> planned =
        management.whileUnchanged(
            request.getCampaign(), request.getEtag(), current -> plan(current, request, snapshot));
    if (planned instanceof Refused<RolledBack> refused) {
      return new Refused<>(refused.refusal());
    }
    RolledBack fact = ((Done<RolledBack>) planned).value();
    Refusal refusal = unreadable(fact.campaign(), snapshot);
    if (refusal != null || request.getValidateOnly()) {
      return refusal == null
          ? new Done<>(RollbackResponse.getDefaultInstance())
          : new Refused<>(refusal);
    }
    return carryOut(request, fact, cancelled);
  }

  private static List<Violation> check(RollbackRequest request, Snapshot snapshot) {
    List<Violation> violations = new ArrayList<>();
    RollbackMode mode = request.getMode();
    boolean foldsAgain = mode == RollbackMode.ROLLBACK_MODE_FOLD_AGAIN;
    if (!foldsAgain && mode != RollbackMode.ROLLBACK_MODE_LEAVE_OUT) {
      violations.add(new Violation("mode", "LEAVE_OUT or FOLD_AGAIN"));
    }
    if (request.hasExcludeFrom() || request.hasExcludeTo()) {
      checkPeriod(request, snapshot, foldsAgain, violations);
    }
    return violations;
  }

  private static void checkPeriod(
      RollbackRequest request, Snapshot snapshot, boolean foldsAgain, List<Violation> violations) {
    if (!foldsAgain) {
      violations.add(new Violation("exclude_from", "only with FOLD_AGAIN"));
    } else if (!isTime(request.getExcludeFrom()) || !isTime(request.getExcludeTo())) {
      violations.add(new Violation("exclude_from", "with exclude_to, both valid times"));
    } else if (Millis.of(request.getExcludeFrom()) >= Millis.of(request.getExcludeTo())) {
      violations.add(new Violation("exclude_to", "after exclude_from"));
    } else if (Millis.of(request.getExcludeFrom()) < Millis.of(snapshot.getTime())) {
      violations.add(
          new Violation(
              "exclude_from",
              "not before the snapshot, which has learned from what was decided before it: use an"
                  + " earlier one"));
    }
  }

  private static boolean isTime(Timestamp time) {
    return time.getSeconds() > 0
        && time.getSeconds() <= LATEST_SECOND
        && time.getNanos() >= 0
        && time.getNanos() < 1_000_000_000;
  }

  private SnapshotOutcome<RolledBack> plan(
      Campaign current, RollbackRequest request, Snapshot snapshot) {
    Mode mode =
        request.getMode() == RollbackMode.ROLLBACK_MODE_LEAVE_OUT
            ? Mode.LEAVE_OUT
            : Mode.FOLD_AGAIN;
    String obstacle = snapshots.obstacle(current.uid(), snapshot, mode);
    if (obstacle != null) {
      return new Refused<>(
          Refusal.of(
              Reason.SNAPSHOT_UNFIT,
              "the campaign cannot return to '" + snapshot.getName() + "' this way: " + obstacle));
    }
    return new Done<>(
        new RolledBack(
            current.uid(),
            snapshot.getPosition(),
            snapshot.getOrigin() == SnapshotOrigin.SNAPSHOT_ORIGIN_IMPORTED,
            snapshot.getDigest(),
            mode,
            Millis.of(request.getExcludeFrom()),
            Millis.of(request.getExcludeTo())));
  }

  private @Nullable Refusal unreadable(int campaign, Snapshot snapshot) {
    try {
      snapshots.check(campaign, snapshot);
      return null;
    } catch (IOException e) {
      return Refusal.of(
          Reason.SNAPSHOT_DAMAGED,
          "the snapshot's file is not what was written, nothing was changed: " + e.getMessage());
    }
  }

  private SnapshotOutcome<RollbackResponse> carryOut(
      RollbackRequest request, RolledBack fact, BooleanSupplier cancelled) {
    long excluded;
    try {
      excluded = fact.mode() == Mode.FOLD_AGAIN ? snapshots.prepare(fact, cancelled) : 0;
    } catch (IOException e) {
      return new Refused<>(
          Refusal.of(
              Reason.SNAPSHOT_NOT_WRITTEN,
              "it could not be folded again, nothing was changed: " + e.getMessage()));
    }
    if (excluded < 0) {
      return new Refused<>(
          Refusal.of(
              Reason.OVERLOADED,
              "another rollback is folding again, or nobody waits for this one: nothing was"
                  + " changed"));
    }
    SnapshotOutcome<Long> written =
        management.whileUnchanged(
            request.getCampaign(), request.getEtag(), current -> write(current, request, fact));
    if (written instanceof Refused<Long> refused) {
      return new Refused<>(refused.refusal());
    }
    long position = ((Done<Long>) written).value();
    listener.rolledBack(request.getCampaign(), request.getSnapshot(), fact, position, excluded);
    return new Done<>(
        RollbackResponse.newBuilder().setPosition(position).setExcludedDecisions(excluded).build());
  }

  private SnapshotOutcome<Long> write(Campaign current, RollbackRequest request, RolledBack fact) {
    Snapshot still = snapshots.find(current.uid(), request.getSnapshot());
    if (current.uid() != fact.campaign()
        || still == null
        || still.getPosition() != fact.snapshot()) {
      snapshots.discard(fact);
      return new Refused<>(SnapshotManagement.notFound(request.getSnapshot()));
    }
    String obstacle = snapshots.obstacle(current.uid(), still, fact.mode());
    if (obstacle != null) {
      snapshots.discard(fact);
      return new Refused<>(Refusal.of(Reason.SNAPSHOT_UNFIT, obstacle));
    }
    Changes.Written written = management.append(fact);
    if (written.position() == 0) {
      snapshots.discard(fact);
    }
    return written.refusal() == null
        ? new Done<>(written.position())
        : new Refused<>(written.refusal());
  }
}
