package dev.bandolier.server.telemetry;

import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.learn.Learner;
import dev.bandolier.server.store.BlockStore;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * What is looked at whenever metrics are collected, from recovery to the stop.
 *
 * @param journal the journal
 * @param store the arms' and the ledger's memory
 * @param learner the learner, which has caught up and has not begun to follow
 * @param lag how many facts are recorded that the learner has not folded
 * @param remembered how many decisions the index remembers
 * @param data the data directory
 */
public record Watched(
    Journal journal,
    BlockStore store,
    Learner learner,
    LongSupplier lag,
    LongSupplier remembered,
    Path data) {}
