package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;
import java.io.IOException;

/** Finds what a directory holds and repairs it, or begins anew. By the thread that opens the store. */
final class StoreLoading {

  private final StoreDirectory directory;
  private final StoreConfig config;
  private final Extents extents;
  private final Shelves shelves;
  private Register register = nothing();

  /**
   * Prepares.
   *
   * @param extents which are opened
   * @param shelves on which their blocks are put
   */
  StoreLoading(StoreDirectory directory, StoreConfig config, Extents extents, Shelves shelves) {
    this.directory = directory;
    this.config = config;
    this.extents = extents;
    this.shelves = shelves;
  }

  private static Register nothing() {
    return Register.create(Memory.allocate(SizeClass.words(0)));
  }

  /** Opens the extents; none is open where they are to be made again. */
  Recovery run() throws IOException {
    try {
      if (directory.isFresh()) {
        startEmpty();
        return new Recovery.Fresh();
      }
      directory.checkFormat();
      return recover();
    } catch (DamagedStoreException e) {
      extents.close();
      register = nothing();
      return new Recovery.RebuildNeeded(String.valueOf(e.getMessage()));
    }
  }

  /** Makes the first extent of an empty directory. */
  void startEmpty() throws IOException {
    Extent first = shelves.makeFirst();
    register = Register.create(first.memory());
    shelves.add(first, SizeClass.bytes(0));
    directory.markOpen();
    directory.writeFormat();
  }

  private Recovery recover() throws IOException {
    boolean clean = directory.isClean();
    boolean verify = !clean || !directory.isSamePlace() || config.alwaysVerify();
    if (!clean) {
      directory.checkWriter();
    }
    ExtentFile.deleteUnfinished(directory.path());
    extents.open(ExtentFile.in(directory.path()), config.openLimit());
    if (!extents.has(0)) {
      throw new DamagedStoreException("the extent with the register is missing");
    }
    register = Register.read(extents.memory(BlockStore.REGISTER));
    directory.markOpen();
    Repair repair = new Repair(register, !clean, verify);
    for (Extent extent : extents.all()) {
      shelves.add(extent, repair.run(extent));
    }
    return repair.finish();
  }

  /** The register of what was opened; one that says nothing before. */
  Register register() {
    return register;
  }
}
