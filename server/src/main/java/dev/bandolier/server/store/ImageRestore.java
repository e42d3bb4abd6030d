package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Puts an image's blocks into an empty store, as one step: a kill in the middle leaves the store empty.
 * On the writer's thread.
 */
public final class ImageRestore implements ImageVisitor {
  private final BlockStore store;
  private final ImageVisitor notes;

  private ImageRestore(BlockStore store, ImageVisitor notes) {
    this.store = store;
    this.notes = notes;
  }

  /**
   * Reads all of an image into a store that was never written to, or reset.
   *
   * @param notes is shown the notes, and told that all is whole before the step counts
   * @throws DamagedImageException if the file is not whole; the store must be reset
   * @throws StoreFullException if the store's budgets are too small; likewise
   */
  public static void run(ImageReader image, BlockStore store, ImageVisitor notes)
      throws IOException {
    if (store.donePosition() != 0) {
      throw new IllegalStateException("only an empty store can be restored");
    }
    image.read(new ImageRestore(store, notes));
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
    int words = payload.remaining() / Memory.WORD_BYTES;
    long handle = store.allocate(kind, ownerHigh, ownerLow, words);
    if (handle == BlockStore.FULL) {
      throw new StoreFullException(Share.of(kind));
    }
    store.memory(handle).copyFrom(payload, store.stage(handle), words);
  }
}
