package dev.bandolier.server;

import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.BaseSnapshots;
import dev.bandolier.server.learn.ReplaySource;
import java.nio.file.Path;

/** Where a data directory keeps what its journal is folded again from. */
final class DataFiles {

  private DataFiles() {}

  /**
   * What a journal is folded again from.
   *
   * @param config of the server that wrote the journal
   * @param journal of its data directory
   * @param work where it is folded
   */
  static ReplaySource of(ServerConfig config, RecordSource journal, Path work) {
    return new ReplaySource(
        journal,
        BaseSnapshots.read(config.data().resolve("bases"), BaseListener.NONE),
        config.data().resolve("snapshots"),
        work,
        Disk.storeConfig(config),
        Server.learnConfig(config));
  }
}
