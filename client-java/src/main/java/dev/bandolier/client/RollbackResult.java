package dev.bandolier.client;

/**
 * What a rollback did.
 *
 * @param position the journal position at which it took effect
 * @param excludedDecisions decisions that were left out of what was folded again
 */
public record RollbackResult(long position, long excludedDecisions) {}
