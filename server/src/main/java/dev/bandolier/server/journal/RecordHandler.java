package dev.bandolier.server.journal;

/** Takes the records that a {@link JournalReader} comes to. */
@FunctionalInterface
public interface RecordHandler {

  /**
   * Takes one record, on the reader's thread. After an exception the reader stays at the record.
   *
   * @param record valid during the call only
   */
  void accept(RecordView record);
}
