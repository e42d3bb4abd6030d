package dev.bandolier.server.store;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.TwinBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Memory for state that is derived from the journal: twin blocks in the values of Chronicle maps,
 * changed in steps of which a kill leaves all or nothing.
 *
 * <p><b>Steps.</b> One thread, the writer, allocates, stages and frees blocks and then commits: all of
 * that takes effect together, as the step (position, step) of the journal's fact being folded. After
 * a kill the store is as after the last whole step, {@link #donePosition} and {@link #doneStep}.
 *
 * <p><b>Reading.</b> Any thread that was given a block's memory and base may read it by {@link
 * TwinBlock}'s protocol, without a lock. A freed block keeps its last content for a quarantine of
 * some commits (see {@link StoreConfig}) or until {@link #endQuarantine}. Nobody may read after
 * {@link #close}: the memory is unmapped.
 *
 * <p><b>Memory.</b> Blocks come in 33 sizes; extents of blocks of one size are added on demand, each
 * a file without holes, until their {@link Share}'s budget is spent. Then {@link #allocate} says
 * {@link #FULL}; {@link #fits} says so in advance.
 *
 * <p><b>Trust.</b> The store is never the only copy. What it finds damaged, or may have lost by a
 * power failure, it does not serve: {@link #recovery} is then {@link Recovery.RebuildNeeded}, and
 * only {@link #reset} and {@link #close} may be called.
 *
 * <p>Unless a method says otherwise it is for the writer's thread.
 */
public final class BlockStore implements AutoCloseable {
  /** Not a handle: there is no room. */
  public static final long FULL = -1;

  /** Kinds with this bit are paid for from {@link Share#LEDGER}. */
  public static final int LEDGER_KIND = 0x80;

  static final long REGISTER = 0;

  private final StoreDirectory directory;
  private final Extents extents = new Extents();
  private final Shelves shelves;
  private final Captures captures = new Captures();
  private final Step step = new Step(extents, captures);
  private final Quarantine quarantine;
  private Recovery recovery = new Recovery.Fresh();
  private final StoreLoading loading;
  private Register register;
  private boolean ready;

  private BlockStore(StoreDirectory directory, StoreConfig config, StoreListener listener) {
    this.directory = directory;
    this.shelves = new Shelves(directory.path(), config, extents, listener);
    this.quarantine = new Quarantine(config.quarantine());
    this.loading = new StoreLoading(directory, config, extents, shelves);
    this.register = loading.register();
  }

  /**
   * Opens the store in a directory, made if need be, and repairs it.
   *
   * @throws NoCompilerException if the runtime is not a full JDK
   * @throws StoreInUseException if another store has the directory
   * @throws StoreVersionException if a newer version wrote it; nothing is touched
   * @throws IOException if it cannot be read or written
   */
  public static BlockStore open(Path directory, StoreConfig config, StoreListener listener)
      throws IOException {
    ExtentMap.requireCompiler();
    BlockStore store = new BlockStore(StoreDirectory.take(directory), config, listener);
    try {
      store.load();
      return store;
    } catch (IOException | RuntimeException | Error e) {
      store.letGo();
      throw e;
    }
  }

  /**
   * What {@link #allocate} does when the disk refuses an extent. Unless this is called it says {@link
   * #FULL}, as where the budget is spent.
   */
  public void whenDiskIsFull(DiskPatience patience) {
    shelves.patience(patience);
  }

  /** What was found at opening. For any thread that was given the store. */
  public Recovery recovery() {
    return recovery;
  }

  /** Journal position of the last whole step; 0 if there is none. */
  public long donePosition() {
    return register.position();
  }

  /** The last whole step within its fact. */
  public int doneStep() {
    return register.step();
  }

  /**
   * Makes a block with a payload of zeros, staged in this step.
   *
   * @param kind 0 to 255, with {@link #LEDGER_KIND} or without
   * @param ownerHigh with {@code ownerLow} who lives there; not both 0
   * @param payloadWords as many as the largest block holds, about a million, at most
   * @return a handle, above 0, or {@link #FULL}
   */
  public long allocate(int kind, long ownerHigh, long ownerLow, int payloadWords) {
    checkReady();
    if ((ownerHigh | ownerLow) == 0 || kind < 0 || kind > 0xFF) {
      throw new IllegalArgumentException("a block needs an owner and a kind of 0 to 255");
    }
    long handle = shelves.take(Share.of(kind), SizeClass.holding(payloadWords));
    if (handle != FULL) {
      TwinBlock.initialise(memory(handle), base(handle), kind, ownerHigh, ownerLow, payloadWords);
      step.stageNew(handle);
    }
    return handle;
  }

  /** Frees a block when this step commits. The block must not be staged after that. */
  public void free(long handle) {
    step.doom(handle);
  }

  /**
   * Whether the place of a block that {@link #allocate} once gave has a live block, with this step's
   * changes; maybe another one, of the same size.
   */
  public boolean isLive(long handle) {
    return step.isLive(handle);
  }

  /** Where a block lies; fixed as long as it lives. */
  public Memory memory(long handle) {
    return extents.memory(handle);
  }

  /** Word index of a block in its memory. */
  public int base(long handle) {
    return Handle.base(handle);
  }

  /**
   * Opens a block to be changed in this step: as it was before the step at the first call, as this
   * step has left it at later ones.
   *
   * @return word index of the payload to change
   */
  public int stage(long handle) {
    return step.stage(handle);
  }

  /**
   * As {@link #stage}, of an arm's block that is changed as {@link ArmDelta} says, unless {@link #stage} is
   * called in this step, too. The payload to change is then {@link #current}.
   */
  public ArmDelta stageArm(long handle) {
    return step.stageArm(handle);
  }

  /** Word index of a block's payload as the writer sees it: with this step's changes. */
  public int current(long handle) {
    return step.current(handle);
  }

  /**
   * Makes everything since the last commit count, as one step.
   *
   * @param position of the fact being folded, above 0
   * @param number of the step within that fact, from 0 on
   * @throws IllegalArgumentException if the step is not later than the last one
   */
  public void commit(long position, int number) {
    checkReady();
    if (position <= 0 || number < 0 || !register.isBefore(position, number)) {
      throw new IllegalArgumentException(
          "step " + position + "/" + number + " after " + donePosition() + "/" + doneStep());
    }
    step.publish(position, number, register, quarantine.entrance());
    quarantine.afterCommit(this::release);
  }

  /** Forgets everything since the last commit. */
  public void abandon() {
    step.abandon(this::release);
  }

  /** Says that nobody looks at any freed block any more: they may be used again. */
  public void endQuarantine() {
    quarantine.end(this::release);
  }

  /** How many blocks are live, of all kinds; between steps. */
  public long liveBlocks() {
    return register.blocks();
  }

  /** Shows every live block, in the order of handles; between steps. */
  public void scan(BlockVisitor visitor) {
    checkReady();
    extents.all().forEach(extent -> extent.scan(visitor));
  }

  /**
   * Shows every live block on several threads at once, between steps, and waits for them.
   *
   * @param visitors makes one for each stretch of blocks; each is used by one thread
   */
  public void scanSideBySide(Supplier<BlockVisitor> visitors) {
    checkReady();
    extents.all().parallelStream().forEach(extent -> extent.scan(visitors.get()));
  }

  /**
   * Begins an image of the blocks as they are now, between steps; steps may go on at once.
   *
   * @param sink is given each block once, see {@link ImageCapture}
   */
  public ImageCapture beginImage(BlockFilter filter, ImageSink sink) {
    checkReady();
    step.requireEmpty();
    return captures.add(new ImageCapture(extents, donePosition(), doneStep(), filter, sink));
  }

  /** Whether blocks could be allocated as things stand. For any thread. */
  public boolean fits(Demand demand) {
    return shelves.fits(demand);
  }

  /** As {@link #fits(Demand)}, of blocks of one kind and size. For any thread. */
  public boolean fits(int kind, int payloadWords, int count) {
    return shelves.fits(Share.of(kind), SizeClass.holding(payloadWords), count);
  }

  /** The memory of a share. For any thread. */
  public Usage usage(Share share) {
    return shelves.usage(share);
  }

  /** Bytes that a block with such a payload costs. For any thread. */
  public static int sizeOf(int payloadWords) {
    return SizeClass.bytes(SizeClass.holding(payloadWords));
  }

  /** Throws everything away and starts empty. Nobody may be reading. */
  public void reset() throws IOException {
    ready = false;
    captures.cancel();
    shelves.clear();
    quarantine.clear();
    step.forget();
    extents.close();
    directory.clear();
    loading.startEmpty();
    register = loading.register();
    ready = true;
  }

  /** Writes everything to the disk; blocks are whole there only between steps. */
  public void sync() throws IOException {
    extents.force();
  }

  /** Forgets an unfinished step, writes everything to the disk, and unmaps it. */
  @Override
  public void close() throws IOException {
    try (directory;
        shelves) {
      if (ready) {
        ready = false;
        captures.cancel();
        abandon();
        List<Extent> closed = extents.all();
        shelves.clear();
        extents.close();
        for (Extent extent : closed) {
          extent.force();
        }
        directory.markClean();
      }
    }
  }

  private void load() throws IOException {
    recovery = loading.run();
    register = loading.register();
    ready = !(recovery instanceof Recovery.RebuildNeeded);
  }

  /** Unmaps it as a kill would: the next opening looks at everything. */
  public void letGo() throws IOException {
    ready = false;
    captures.cancel();
    try (directory;
        shelves) {
      shelves.clear();
      extents.close();
    }
  }

  private void release(long handle) {
    TwinBlock.free(memory(handle), base(handle));
    shelves.putBack(handle);
  }

  private void checkReady() {
    if (!ready) {
      throw new IllegalStateException("the store is closed, or has to be rebuilt first");
    }
  }
}
