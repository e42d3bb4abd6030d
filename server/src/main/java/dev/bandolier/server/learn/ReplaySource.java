package dev.bandolier.server.learn;

import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.store.StoreConfig;
import java.nio.file.Path;

/**
 * What a journal is folded again from, and where. All of it is only read but for {@code work}.
 *
 * @param journal the facts; of a running server, too
 * @param bases where folding may begin
 * @param snapshots directory of the campaigns' snapshots, which rollbacks name
 * @param work where the temporary directory is made; it needs the room that the store has
 * @param memory budgets as those of the server that wrote the journal, or larger
 * @param config as that of the server that wrote the journal
 */
public record ReplaySource(
    RecordSource journal,
    BaseSnapshots bases,
    Path snapshots,
    Path work,
    StoreConfig memory,
    LearnConfig config) {}
