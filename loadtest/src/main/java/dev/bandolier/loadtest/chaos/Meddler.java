package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.RollbackResult;
import dev.bandolier.client.SnapshotAdmin;
import dev.bandolier.client.SnapshotInfo;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Takes snapshots of the campaigns and rolls them back amid the traffic. What a rollback does to the
 * posteriors is for {@code verify} to check; statistics and settlements must not notice. One thread at a
 * time.
 */
final class Meddler {
  private static final int MOST_AT_ONCE = 4;
  private static final double ROLLS_BACK = 0.7;
  private static final double FOLDS_AGAIN = 0.5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration EXCLUDED = Duration.ofSeconds(2);

  private final List<Scheme> schemes;
  private final RandomGenerator random;
  private final Faults faults;
  private final List<Taken> taken = new ArrayList<>();
  private int made;
  private final AtomicInteger rollbacks = new AtomicInteger();

  Meddler(List<Scheme> schemes, RandomGenerator random, Faults faults) {
    this.schemes = schemes;
    this.random = random;
    this.faults = faults;
  }

  /** A snapshot that was acknowledged, and the rollbacks to it that were. */
  private record Taken(SnapshotInfo snapshot, List<Long> rollbacks) {}

  /** Rollbacks that were acknowledged. Any thread. */
  int rollbacks() {
    return rollbacks.get();
  }

  /** Meddles some times with the server at an address, which may die meanwhile. */
  void meddle(String address) {
    try (BanditClient client = Traffic.client(address)) {
      for (int left = 1 + random.nextInt(MOST_AT_ONCE); left > 0; left--) {
        take(client.snapshots(), schemes.get(random.nextInt(schemes.size())).name());
        if (random.nextDouble() < ROLLS_BACK) {
          rollBack(client.snapshots(), taken.get(random.nextInt(taken.size())));
        }
      }
    } catch (BandolierException failed) {
      if (!failed.code().temporary()) {
        faults.add(Kind.LOST, "a snapshot or a rollback was refused: " + failed.getMessage());
      }
    }
  }

  private void take(SnapshotAdmin snapshots, String campaign) {
    taken.add(new Taken(snapshots.take(campaign, "s" + made++), new ArrayList<>()));
  }

  private void rollBack(SnapshotAdmin snapshots, Taken target) {
    SnapshotInfo to = target.snapshot();
    RollbackResult done =
        random.nextDouble() < FOLDS_AGAIN
            ? snapshots.foldAgain(
                to.campaign(), to.name(), to.time(), to.time().plus(EXCLUDED), PATIENCE)
            : snapshots.rollBack(to.campaign(), to.name());
    target.rollbacks().add(done.position());
    rollbacks.incrementAndGet();
  }

  /** Asks a server at rest whether it has every snapshot and every rollback that was acknowledged. */
  void inquire(String address) {
    try (BanditClient client = Traffic.client(address)) {
      schemes.forEach(scheme -> inquire(client.snapshots(), scheme.name()));
    }
  }

  private void inquire(SnapshotAdmin snapshots, String campaign) {
    var told =
        snapshots.list(campaign).stream()
            .collect(Collectors.toMap(SnapshotInfo::name, SnapshotInfo::rollbacks));
    taken.stream()
        .filter(each -> each.snapshot().campaign().equals(campaign))
        .filter(
            each ->
                !told.containsKey(each.snapshot().name())
                    || !told.get(each.snapshot().name()).containsAll(each.rollbacks()))
        .forEach(
            each ->
                faults.add(Kind.LOST, "snapshot " + each + ", of which the server has " + told));
  }
}
