package dev.bandolier.server.statistics;

/**
 * What was found of changes of one slot's rewards.
 *
 * @param slot the slot's uid
 * @param count how many were found
 * @param latest when the last was, epoch milliseconds; 0 for none
 */
public record SlotChanges(int slot, long count, long latest) {}
