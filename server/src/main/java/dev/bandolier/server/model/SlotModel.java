package dev.bandolier.server.model;

/**
 * Where the posteriors of one slot lie; shared by readers, never changed. Blocks as in {@link
 * TwinBlock}.
 */
public final class SlotModel {

  private final Memory registerMemory;
  private final int registerBase;
  private final Memory[] armMemories;
  private final int[] armBases;
  private final int dimension;

  /**
   * Says where they lie.
   *
   * @param registerMemory where the {@link SlotRegister}'s block lies
   * @param registerBase its base therein
   * @param armMemories where each arm's block lies, by arm uid
   * @param armBases their bases therein, -1 where an arm has none
   * @param dimension d of every arm
   */
  public SlotModel(
      Memory registerMemory,
      int registerBase,
      Memory[] armMemories,
      int[] armBases,
      int dimension) {
    this.registerMemory = registerMemory;
    this.registerBase = registerBase;
    this.armMemories = armMemories.clone();
    this.armBases = armBases.clone();
    this.dimension = dimension;
  }

  /** Where the slot register's block lies. */
  public Memory registerMemory() {
    return registerMemory;
  }

  /** The slot register's base. */
  public int registerBase() {
    return registerBase;
  }

  /** Where an arm's block lies. */
  public Memory armMemory(int armUid) {
    return armMemories[armUid];
  }

  /** An arm's base, or -1 where it has no block. */
  public int armBase(int armUid) {
    return armUid < armBases.length ? armBases[armUid] : -1;
  }

  /** d, the length of the slot's vectors. */
  public int dimension() {
    return dimension;
  }
}
