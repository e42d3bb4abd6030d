package dev.bandolier.server.learn;

import dev.bandolier.server.journal.JournalDamagedException;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.server.store.ImageWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The catalog's facts as notes of an image: one note a fact, of the fact's type, which says position and
 * time and then the fact.
 */
final class CatalogNotes {

  private CatalogNotes() {}

  /** Writes the facts up to a position. */
  static void write(Catalog catalog, long upTo, ImageWriter image) throws IOException {
    try {
      catalog.forEachRecord(upTo, (type, record) -> write(image, type, record));
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    } catch (JournalDamagedException e) {
      throw new IOException("the catalog cannot be read", e);
    }
  }

  private static void write(ImageWriter image, byte type, ByteBuffer record) {
    try {
      image.note(type, record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the facts into a catalog once the image has turned out to be whole. */
  static final class Restored implements ImageVisitor {
    private final Catalog catalog;
    private final List<Byte> types = new ArrayList<>();
    private final List<ByteBuffer> records = new ArrayList<>();

    Restored(Catalog catalog) {
      this.catalog = catalog;
    }

    @Override
    public void note(int type, ByteBuffer content) {
      types.add((byte) type);
      records.add(ByteBuffer.allocate(content.remaining()).put(content).flip());
    }

    @Override
    public void whole() {
      for (int i = 0; i < records.size(); i++) {
        catalog.addRecord(types.get(i), records.get(i));
      }
    }
  }
}
