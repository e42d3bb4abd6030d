package dev.bandolier.server.manage;

import dev.bandolier.server.campaign.Millis;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotDeleted;
import dev.bandolier.server.event.SnapshotFact;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.snapshot.Exchange;
import dev.bandolier.server.snapshot.Incoming;
import dev.bandolier.server.snapshot.Snapshots;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Stands in for the files of snapshots: lists what the journal says. */
public final class JournalledSnapshots implements Snapshots, Exchange {

  @Nullable String obstacle;
  @Nullable String damage;
  long excluded;
  final List<RolledBack> prepared = new ArrayList<>();
  final List<RolledBack> discarded = new ArrayList<>();

  private final Journal journal;

  /** Lists what the journal has. */
  public JournalledSnapshots(Journal journal) {
    this.journal = journal;
  }

  @Override
  public List<Snapshot> of(int campaign) {
    TreeMap<Long, Snapshot> found = new TreeMap<>();
    JournalReader reader = journal.read(journal.firstPosition());
    try {
      while (reader.poll(record -> see(record, campaign, found), 1000) > 0) {
        // the handler does the work
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(found.values());
  }

  private static void see(RecordView record, int campaign, Map<Long, Snapshot> found) {
    if (record.type() == FactType.DECISION_MADE
        || !(Fact.read(record.type(), record.payload()) instanceof SnapshotFact fact)
        || fact.campaign() != campaign) {
      return;
    }
    if (fact instanceof SnapshotTaken taken) {
      SnapshotOrigin origin =
          taken.scheduled()
              ? SnapshotOrigin.SNAPSHOT_ORIGIN_SCHEDULED
              : SnapshotOrigin.SNAPSHOT_ORIGIN_ON_DEMAND;
      found.put(record.position(), describe(record, taken.name(), origin));
    } else if (fact instanceof SnapshotImported imported) {
      SnapshotOrigin origin = SnapshotOrigin.SNAPSHOT_ORIGIN_IMPORTED;
      found.put(record.position(), describe(record, imported.name(), origin));
    } else if (fact instanceof SnapshotDeleted deleted) {
      found.remove(deleted.snapshot());
    } else if (fact instanceof RolledBack rollback) {
      found.computeIfPresent(
          rollback.snapshot(),
          (position, snapshot) ->
              snapshot.toBuilder().addRollbackPositions(record.position()).build());
    }
  }

  private static Snapshot describe(RecordView record, String name, SnapshotOrigin origin) {
    return Snapshot.newBuilder()
        .setName(name)
        .setPosition(record.position())
        .setTime(Millis.timestamp(record.time()))
        .setOrigin(origin)
        .setDigest("digest of " + name)
        .build();
  }

  @Override
  public CompletableFuture<Snapshot> whole(int campaign, long position) {
    return CompletableFuture.completedFuture(
        of(campaign).stream()
            .filter(snapshot -> snapshot.getPosition() == position)
            .findAny()
            .orElseThrow());
  }

  @Override
  public void check(int campaign, Snapshot snapshot) throws IOException {
    if (damage != null) {
      throw new IOException(damage);
    }
  }

  @Override
  public @Nullable String obstacle(int campaign, Snapshot snapshot, RolledBack.Mode mode) {
    return obstacle;
  }

  @Override
  public long prepare(RolledBack fact, BooleanSupplier cancelled) {
    prepared.add(fact);
    return excluded;
  }

  @Override
  public void discard(RolledBack fact) {
    discarded.add(fact);
  }

  @Override
  public InputStream export(int campaign, Snapshot snapshot) {
    return InputStream.nullInputStream();
  }

  @Override
  public Incoming receive(int campaign) throws IOException {
    throw new IOException("no room");
  }
}
