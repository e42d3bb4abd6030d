package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Puts an image's blocks into an empty store, as one step: a kill in the middle leaves the store empty.
 * On the writer's thread.
 */
public final class ImageRestore implements ImageVisitor {
  /** Says which blocks are put back; a pure function. */
  @FunctionalInterface
  public interface Wanted {
    /** All of them. */
    Wanted ALL = (kind, payload) -> true;

    /**
     * Whether a block is put back.
     *
     * @param payload its words, little-endian, to be read by absolute positions
     */
    boolean test(int kind, ByteBuffer payload);
  }

  private final BlockStore store;
  private final Wanted wanted;
  private final ImageVisitor notes;

  private ImageRestore(BlockStore store, Wanted wanted, ImageVisitor notes) {
    this.store = store;
    this.wanted = wanted;
    this.notes = notes;
  }

  /**
   * Reads an image into a store that was never written to, or reset.
   *
   * @param wanted which of its blocks
   * @param notes is shown the notes, and told that all is whole before the step counts
   * @throws DamagedImageException if the file is not whole; the store must be reset
   * @throws StoreFullException if the store's budgets are too small; likewise
   */
  public static void run(ImageReader image, BlockStore store, Wanted wanted, ImageVisitor notes)
      throws IOException {
    if (store.donePosition() != 0) {
      throw new IllegalStateException("only an empty store can be restored");
    }
    image.read(new ImageRestore(store, wanted, notes));
    store.commit(image.summary().position(), image.summary().step());
  }

  @Override
  public void note(int type, ByteBuffer content) throws IOException {
    notes.note(type, content);
  }

  @Override
  public void whole() throws IOException {
    notes.whole();
  }

  @Override
  public void block(int kind, long ownerHigh, long ownerLow, ByteBuffer payload)
      throws IOException {
    if (wanted.test(kind, payload)) {
      put(kind, ownerHigh, ownerLow, payload);
    }
  }

  private void put(int kind, long ownerHigh, long ownerLow, ByteBuffer payload)
      throws StoreFullException {
    int words = payload.remaining() / Memory.WORD_BYTES;
    long handle = store.allocate(kind, ownerHigh, ownerLow, words);
    if (handle == BlockStore.FULL) {
      throw new StoreFullException(Share.of(kind));
    }
    store.memory(handle).copyFrom(payload, store.stage(handle), words);
  }
}
