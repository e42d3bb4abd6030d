package dev.bandolier.server.learn;

import dev.bandolier.server.event.Fact;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.journal.JournalReader;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.store.DiskPatience;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The few facts that say what the campaigns are, kept a second time in a small journal of their own, so
 * that a start need not read the large one. Derived: made again with the store whenever that is. A fact
 * is in here before its step is done; what lies behind the last whole step is left out when read.
 *
 * <p>A record: position and time of the fact in the journal, then the fact. Called by the learner's
 * thread.
 */
final class Catalog {

  private static final int HEADER = 2 * Long.BYTES;

  private final Journal journal;
  private final DiskPatience patience;

  /**
   * Reads and writes a journal of its own.
   *
   * @param patience what to do where the disk has no room for more of it
   */
  Catalog(Journal journal, DiskPatience patience) {
    this.journal = journal;
    this.patience = patience;
  }

  /** A catalog that nothing is added to. */
  static Catalog reading(Journal journal) {
    return new Catalog(
        journal,
        cause -> {
          throw new IllegalStateException("this catalog is only read", cause);
        });
  }

  void add(Fact fact, long position, long time) {
    ByteBuffer encoded = fact.encode();
    ByteBuffer record = ByteBuffer.allocate(HEADER + encoded.remaining());
    record.putLong(position).putLong(time).put(encoded).flip();
    addRecord(fact.type(), record);
  }

  /** Adds a record as {@link #forEachRecord} shows it. */
  void addRecord(byte type, ByteBuffer record) {
    long appended = journal.append(type, record);
    while (appended == Journal.FULL) {
      patience.await(new IOException("no room for the catalog of campaigns"));
      appended = journal.append(type, record);
    }
    if (appended < 0) {
      throw new IllegalStateException(
          "the catalog of campaigns cannot be written, the journal says " + appended);
    }
  }

  /** Reads the facts up to a position, each once, in order. */
  void forEach(long upTo, Visitor visitor) throws JournalDamagedException {
    forEachRecord(
        upTo,
        (type, record) -> {
          long position = record.getLong();
          long time = record.getLong();
          visitor.visit(Fact.read(type, record), position, time);
        });
  }

  /** Reads the records up to a position, each fact once, in order. Any thread. */
  void forEachRecord(long upTo, RecordVisitor visitor) throws JournalDamagedException {
    JournalReader reader = journal.read(journal.firstPosition());
    long[] last = {0};
    while (reader.poll(record -> visit(record, upTo, last, visitor), 1000) > 0) {
      // the handler does the work
    }
  }

  private static void visit(RecordView record, long upTo, long[] last, RecordVisitor visitor) {
    ByteBuffer payload = record.payload();
    long position = payload.getLong(0);
    if (position > last[0] && position <= upTo) {
      last[0] = position;
      visitor.visit(record.type(), payload);
    }
  }

  /** Sees the facts with their positions and times in the journal. */
  interface Visitor {
    void visit(Fact fact, long position, long time);
  }

  /** Sees the records: position and time of a fact, then the fact. */
  interface RecordVisitor {
    void visit(byte type, ByteBuffer record);
  }
}
