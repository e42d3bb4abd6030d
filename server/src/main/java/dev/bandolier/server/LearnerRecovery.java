package dev.bandolier.server;

import dev.bandolier.server.decide.DecisionIndex;
import dev.bandolier.server.learn.LearnConfig;
import dev.bandolier.server.learn.Learner;
import dev.bandolier.server.learn.UnfitStoreException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a learner to the journal's end, and the registries with it. Used once, at a start. */
final class LearnerRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerRecovery.class);

  private final ServerConfig config;
  private final Facilities facilities;
  private final Disk disk;
  private final Registries registries;

  /**
   * Prepares.
   *
   * @param registries that know nothing yet
   */
  LearnerRecovery(ServerConfig config, Facilities facilities, Disk disk, Registries registries) {
    this.config = config;
    this.facilities = facilities;
    this.disk = disk;
    this.registries = registries;
  }

  /** Where store, catalog and journal turn out not to fit, the first two are made again, once. */
  Learner run() throws IOException, StartException {
    try {
      return recovered();
    } catch (UnfitStoreException e) {
      disk.rebuild(String.valueOf(e.getMessage()));
      return recovered();
    }
  }

  private Learner recovered() throws IOException {
    Learner fresh = learner();
    boolean recovered = false;
    try {
      recover(fresh);
      recovered = true;
      return fresh;
    } finally {
      if (!recovered) {
        fresh.close();
      }
    }
  }

  private Learner learner() throws IOException {
    LearnConfig learning = Server.learnConfig(config);
    return new Learner(
        disk.journal(),
        disk.catalog(),
        disk.store(),
        learning,
        new Wiring(registries, facilities.learnListener()),
        disk.journal()::now,
        disk.snapshots(config, learning));
  }

  private void recover(Learner fresh) throws IOException {
    long begun = System.nanoTime();
    long facts = fresh.recover();
    DecisionIndex index = registries.index();
    fresh.forEachRemembered(index::put);
    registries.repeats().clear();
    fresh.forEachPassing(
        (hi, lo, position, time, period) -> {
          index.put(hi, lo, position, false);
          registries.repeats().add(hi, lo, time, period);
        });
    long millis = (System.nanoTime() - begun) / 1_000_000;
    LOG.info(
        "recovered: {}, {} facts folded in {} ms, {} campaigns, {} decisions remembered",
        disk.condition(),
        facts,
        millis,
        registries.campaigns().size(),
        index.size());
  }
}
