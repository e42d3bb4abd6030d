package dev.bandolier.server.learn;

import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.KnownRecord;
import dev.bandolier.server.journal.ReadOnlyJournal;
import dev.bandolier.server.journal.RecordView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a catalog has of the journal: the facts that say what the campaigns are, and which values their
 * features have. Where the journal has lost one of them, it is here a second time.
 */
public final class KeptFacts {

  private KeptFacts() {}

  /**
   * Reads a catalog that nobody writes to; nothing in it is changed.
   *
   * @param directory the catalog's
   * @return its facts, each as it was in the journal, in order; of a catalog that is damaged those before
   *     the damage, and none where there is no catalog
   * @throws IOException if it cannot be read, or a newer version wrote it
   */
  public static List<KnownRecord> in(Path directory) throws IOException {
    List<KnownRecord> facts = new ArrayList<>();
    try {
      ReadOnlyJournal catalog = ReadOnlyJournal.open(directory);
      JournalReader reader = catalog.readChecked(catalog.firstPosition());
      while (reader.position() < catalog.endPosition()
          && reader.poll(record -> facts.add(fact(record)), 1000) > 0) {
        // the handler does the work
      }
      return facts;
    } catch (JournalDamagedException | NoSuchFileException e) {
      return facts;
    }
  }

  private static KnownRecord fact(RecordView record) {
    ByteBuffer payload = record.payload();
    long position = payload.getLong();
    long time = payload.getLong();
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    return new KnownRecord(position, record.type(), time, copy);
  }
}
