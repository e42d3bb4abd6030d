package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.journal.Journal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes of campaigns and waits until they are folded and on disk. Blocks its caller; one caller
 * at a time.
 */
final class Changes {

  private final Journal journal;
  private final Folded folded;
  private final Duration patience;
  private final ManageListener listener;
  private long unsettled;

  Changes(Journal journal, Folded folded, Duration patience, ManageListener listener) {
    this.journal = journal;
    this.folded = folded;
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * What has become of a change.
   *
   * @param position where it stands; 0 where it was not written
   * @param refusal why it did not take effect, or not yet; null where it did
   */
  record Written(long position, @Nullable Refusal refusal) {}

  Written write(CampaignChanged fact) {
    Written written = append(fact);
    if (written.refusal() == null) {
      String name = fact.definition().getName();
      Change change = fact.change();
      listener.changed(change, name, fact.revision(), written.position());
    }
    return written;
  }

  /** Whether the journal takes a fact of that size. */
  boolean fits(Fact fact) {
    return fact.encode().remaining() <= journal.payloadLimit();
  }

  /** Writes a fact and waits for it, without telling the listener. */
  Written append(Fact fact) {
    long position = journal.append(fact.type(), fact.encode());
    if (position <= 0) {
      return new Written(0, notKept(position));
    }
    unsettled = position;
    return new Written(position, settle());
  }

  /** Waits for a change that was written and had not taken effect in time; null if none is left. */
  @Nullable Refusal settle() {
    if (unsettled == 0) {
      return null;
    }
    Refusal late =
        await(CompletableFuture.allOf(folded.at(unsettled), journal.whenDurable(unsettled)));
    unsettled = late == null ? 0 : unsettled;
    return late;
  }

  private @Nullable Refusal await(CompletableFuture<?> effect) {
    try {
      effect.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException e) {
      return Refusal.of(
          Refusal.Reason.OVERLOADED,
          "the change is recorded but has not taken effect yet: read the campaign again later");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the change is recorded but could not take effect", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Refusal.of(
          Refusal.Reason.SHUTTING_DOWN,
          "the server is about to stop: the change is recorded and takes effect when it is back");
    }
  }

  private static Refusal notKept(long result) {
    return result == Journal.FULL
        ? Refusal.of(
            Refusal.Reason.JOURNAL_FULL,
            "the journal's disk is full: nothing was changed, try again later")
        : Refusal.of(Refusal.Reason.SHUTTING_DOWN, "the server is about to stop");
  }
}
