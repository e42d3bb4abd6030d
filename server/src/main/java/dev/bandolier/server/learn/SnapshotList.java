package dev.bandolier.server.learn;

import dev.bandolier.server.event.RolledBack;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotSlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which snapshots there are, by the position of the fact that made them, and who named them. Any thread. */
final class SnapshotList {

  private final Map<Integer, TreeMap<Long, CompletableFuture<Snapshot>>> campaigns =
      new HashMap<>();
  private final Map<Integer, Map<String, Long>> resets = new HashMap<>();
  private final TreeMap<Long, RolledBack> rollbacks = new TreeMap<>();

  void add(int campaign, long position, Snapshot snapshot) {
    add(campaign, position, CompletableFuture.completedFuture(snapshot));
  }

  synchronized void add(int campaign, long position, CompletableFuture<Snapshot> snapshot) {
    campaigns.computeIfAbsent(campaign, uid -> new TreeMap<>()).put(position, snapshot);
  }

  /** The description of what was removed; null where it was never whole. */
  synchronized @Nullable Snapshot remove(int campaign, long position) {
    TreeMap<Long, CompletableFuture<Snapshot>> own = campaigns.get(campaign);
    CompletableFuture<Snapshot> gone = own == null ? null : own.remove(position);
    return gone == null ? null : now(gone);
  }

  /** Whether an imported snapshot has that content. */
  synchronized boolean hasImported(int campaign, String digest) {
    return of(campaign).stream()
        .anyMatch(
            snapshot ->
                SnapshotDescription.isImported(snapshot) && snapshot.getDigest().equals(digest));
  }

  synchronized void removeAll(int campaign) {
    campaigns.remove(campaign);
  }

  synchronized void reset(int campaign, String slot, long position) {
    resets.computeIfAbsent(campaign, uid -> new HashMap<>()).put(slot, position);
  }

  /** Why a snapshot's posteriors mean nothing to the campaign as it is; null where they do. */
  synchronized @Nullable String startedAnew(int campaign, Snapshot snapshot) {
    Map<String, Long> own = resets.getOrDefault(campaign, Map.of());
    for (SnapshotSlot slot : snapshot.getSlotsList()) {
      long position = own.getOrDefault(slot.getSlot(), 0L);
      if (position > snapshot.getPosition()) {
        return "the slot '%s' was started anew since, at journal position %d: its vector means something else now. Use FOLD_AGAIN, or a newer snapshot"
            .formatted(slot.getSlot(), position);
      }
    }
    return null;
  }

  synchronized void pin(RolledBack fact, long position) {
    rollbacks.put(position, fact);
  }

  /** Whether a rollback names a campaign's file. */
  synchronized boolean isPinned(int campaign, Path file, SnapshotFiles files) {
    return rollbacks.values().stream()
        .anyMatch(fact -> fact.campaign() == campaign && files.of(fact).equals(file));
  }

  /** The rollbacks behind a position that fold again. */
  synchronized List<RolledBack> foldedAgainSince(long position) {
    return rollbacks.tailMap(position, false).values().stream()
        .filter(fact -> fact.mode() == RolledBack.Mode.FOLD_AGAIN)
        .toList();
  }

  /** The whole snapshots, oldest first. */
  synchronized List<Snapshot> of(int campaign) {
    List<Snapshot> whole = new ArrayList<>();
    for (CompletableFuture<Snapshot> snapshot :
        campaigns.getOrDefault(campaign, new TreeMap<>()).values()) {
      Snapshot described = now(snapshot);
      if (described != null) {
        whole.add(pinned(campaign, described));
      }
    }
    return whole;
  }

  private static @Nullable Snapshot now(CompletableFuture<Snapshot> snapshot) {
    return snapshot.isDone() && !snapshot.isCompletedExceptionally() ? snapshot.join() : null;
  }

  private Snapshot pinned(int campaign, Snapshot snapshot) {
    Snapshot.Builder pinned = snapshot.toBuilder();
    rollbacks.forEach(
        (position, fact) -> {
          if (fact.campaign() == campaign && fact.snapshot() == snapshot.getPosition()) {
            pinned.addRollbackPositions(position);
          }
        });
    return pinned.build();
  }

  synchronized CompletableFuture<Snapshot> whole(int campaign, long position) {
    CompletableFuture<Snapshot> found =
        campaigns.getOrDefault(campaign, new TreeMap<>()).get(position);
    return found == null
        ? CompletableFuture.failedFuture(
            new IllegalStateException("no snapshot was taken at " + position))
        : found;
  }
}
