package dev.bandolier.server.journal;

/**
 * What opening a journal found.
 *
 * @param clean whether the journal was closed, or is new
 * @param endPosition the position behind the last record, all before it being on disk
 * @param lastTime journal time of the last record, epoch milliseconds; 0 in a new journal
 * @param checkedRecords how many records were checked
 * @param abortedRecords how many were claimed and never finished
 * @param tornBytes how many bytes were cut from the tail and kept aside
 */
public record JournalOpening(
    boolean clean,
    long endPosition,
    long lastTime,
    long checkedRecords,
    int abortedRecords,
    long tornBytes) {}
