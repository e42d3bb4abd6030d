package dev.bandolier.server.event;

/** A fact about a campaign's snapshots. */
public sealed interface SnapshotFact extends Fact
    permits SnapshotTaken, SnapshotImported, SnapshotDeleted, RolledBack {}
