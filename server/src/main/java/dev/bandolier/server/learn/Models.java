package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.GivenPosterior;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.ModelVersion;
import dev.bandolier.server.model.PosteriorWords;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.ServingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * The posteriors of one campaign: where their blocks are, and how they are made to fit it; a {@link
 * Teacher} moves them. While the campaign is frozen there is a second copy of each, which is what is
 * served; learning goes on beside it. Called by the learner's thread, within a step.
 */
final class Models {

  private final int campaign;
  private final BlockStore store;
  private final Lessons lessons;
  private final Teacher teacher;
  private final ModelVersion version = new ModelVersion(0);
  private final SlotBlocks live = new SlotBlocks();
  private final SlotBlocks frozen = new SlotBlocks();

  Models(int campaign, BlockStore store, Lessons lessons) {
    this.campaign = campaign;
    this.store = store;
    this.lessons = lessons;
    this.teacher = new Teacher(store, live, lessons);
  }

  ModelVersion version() {
    return version;
  }

  /** Moves the posteriors that learn. */
  Teacher teacher() {
    return teacher;
  }

  /** Takes note of a block that was found in the store. */
  void attach(int kind, int slot, int arm, long handle) {
    switch (kind) {
      case BlockKind.SLOT -> live.register(slot, handle);
      case BlockKind.ARM -> live.arm(slot, arm, handle);
      case BlockKind.FROZEN_SLOT -> frozen.register(slot, handle);
      case BlockKind.FROZEN_ARM -> frozen.arm(slot, arm, handle);
      default -> throw new IllegalArgumentException("kind " + kind);
    }
  }

  /**
   * Makes the blocks fit a campaign: new ones start from the prior, those of a slot that grew are padded
   * with it, those of a reset slot start anew, and the served copies come or go with the freeze.
   *
   * @param ticks of forgetting of a slot, which a new arm need not make up for
   */
  void align(
      Campaign definition, Encoder encoder, List<String> resetSlots, IntToLongFunction ticks) {
    teacher.await();
    boolean freezes = definition.mode() == ServingMode.SERVING_MODE_FROZEN;
    for (Slot slot : definition.slots()) {
      int dimension = encoder.dimension(slot.index());
      double prior = definition.priorPrecision();
      boolean resets = resetSlots.contains(slot.name());
      alignRegister(slot, resets);
      for (Arm arm : slot.arms()) {
        alignArm(slot.uid(), arm.uid(), dimension, prior, resets, ticks.applyAsLong(slot.uid()));
      }
      if (freezes) {
        freeze(slot, dimension, resets);
      } else {
        thaw(slot);
      }
    }
  }

  /**
   * Lets arms begin with what they are given; what is served while the campaign is frozen follows.
   *
   * @param ticks of forgetting of a slot, up to which it has faded
   */
  void give(List<GivenPosterior> given, IntToLongFunction ticks) {
    teacher.await();
    Set<Integer> slots = new LinkedHashSet<>();
    for (GivenPosterior each : given) {
      long handle = live.arm(each.slot(), each.arm());
      if (handle != SlotBlocks.NONE
          && dimensionOf(handle) == PosteriorWords.dimension(each.words())) {
        PosteriorWords.write(
            each.words(), store.memory(handle), store.stage(handle), lessons.workspace());
        teacher.stamp(handle, ticks.applyAsLong(each.slot()));
        copyTo(frozen.arm(each.slot(), each.arm()), handle);
        slots.add(each.slot());
      }
    }
    for (int slot : slots) {
      teacher.recount(slot);
      copyTo(frozen.register(slot), live.register(slot));
    }
  }

  private void copyTo(long target, long source) {
    if (target != SlotBlocks.NONE) {
      int words = TwinBlock.payloadWords(store.memory(source), store.base(source));
      store
          .memory(target)
          .copy(store.memory(source), store.current(source), store.stage(target), words);
    }
  }

  /** Whether every slot and every arm of a campaign has its block. */
  boolean covers(Campaign definition) {
    return definition.slots().stream()
        .allMatch(
            slot ->
                live.register(slot.uid()) != SlotBlocks.NONE
                    && slot.arms().stream()
                        .allMatch(arm -> live.arm(slot.uid(), arm.uid()) != SlotBlocks.NONE));
  }

  private void alignRegister(Slot slot, boolean resets) {
    if (live.register(slot.uid()) == SlotBlocks.NONE) {
      long handle = allocate(BlockKind.SLOT, slot.uid(), 0, SlotRegister.WORDS);
      live.register(slot.uid(), handle);
      SlotRegister.initialise(store.memory(handle), store.stage(handle));
    } else if (resets) {
      long handle = live.register(slot.uid());
      SlotRegister.initialise(store.memory(handle), store.stage(handle));
    }
  }

  private void alignArm(
      int slot, int arm, int dimension, double prior, boolean resets, long ticks) {
    long handle = live.arm(slot, arm);
    if (handle == SlotBlocks.NONE || resets) {
      release(handle);
      live.arm(slot, arm, fresh(BlockKind.ARM, slot, arm, dimension, prior));
      teacher.stamp(live.arm(slot, arm), ticks);
      teacher.countIn(slot, live.arm(slot, arm));
    } else if (dimensionOf(handle) < dimension) {
      live.arm(slot, arm, padded(BlockKind.ARM, slot, arm, dimension, handle));
      teacher.recount(slot);
    }
  }

  private void freeze(Slot slot, int dimension, boolean resets) {
    long register = frozen.register(slot.uid());
    if (register == SlotBlocks.NONE || resets) {
      release(register);
      long source = live.register(slot.uid());
      frozen.register(slot.uid(), copyOf(BlockKind.FROZEN_SLOT, slot.uid(), 0, source));
    }
    for (Arm arm : slot.arms()) {
      long handle = frozen.arm(slot.uid(), arm.uid());
      if (handle == SlotBlocks.NONE || resets) {
        release(handle);
        long source = live.arm(slot.uid(), arm.uid());
        frozen.arm(
            slot.uid(), arm.uid(), copyOf(BlockKind.FROZEN_ARM, slot.uid(), arm.uid(), source));
      } else if (dimensionOf(handle) < dimension) {
        long larger = padded(BlockKind.FROZEN_ARM, slot.uid(), arm.uid(), dimension, handle);
        frozen.arm(slot.uid(), arm.uid(), larger);
      }
    }
  }

  private void thaw(Slot slot) {
    release(frozen.register(slot.uid()));
    frozen.register(slot.uid(), SlotBlocks.NONE);
    for (Arm arm : slot.arms()) {
      release(frozen.arm(slot.uid(), arm.uid()));
      frozen.arm(slot.uid(), arm.uid(), SlotBlocks.NONE);
    }
  }

  private long fresh(int kind, int slot, int arm, int dimension, double prior) {
    long handle = allocate(kind, slot, arm, ArmLayout.words(dimension));
    ArmPosterior.initialise(store.memory(handle), store.stage(handle), dimension, prior);
    return handle;
  }

  private long padded(int kind, int slot, int arm, int dimension, long handle) {
    long larger = allocate(kind, slot, arm, ArmLayout.words(dimension));
    ArmPosterior.extend(
        store.memory(handle),
        store.current(handle),
        store.memory(larger),
        store.stage(larger),
        dimension);
    release(handle);
    return larger;
  }

  private long copyOf(int kind, int slot, int arm, long source) {
    int words = TwinBlock.payloadWords(store.memory(source), store.base(source));
    long copy = allocate(kind, slot, arm, words);
    store.memory(copy).copy(store.memory(source), store.current(source), store.stage(copy), words);
    return copy;
  }

  private long allocate(int blockKind, int slotUid, int armUid, int words) {
    long handle =
        store.allocate(blockKind, BlockKind.ownerOf(campaign, slotUid), armUid + 1L, words);
    if (handle == BlockStore.FULL) {
      throw new IllegalStateException(
          "the arms' memory is full: campaign " + campaign + " should have been refused");
    }
    return handle;
  }

  private void release(long handle) {
    if (handle != SlotBlocks.NONE) {
      store.free(handle);
    }
  }

  /** Frees every block. */
  void releaseAll() {
    live.forEach(this::release);
    frozen.forEach(this::release);
  }

  /** Where the posteriors that learn are. */
  SlotBlocks live() {
    return live;
  }

  /** Where the copies are that are served while the campaign is frozen. */
  SlotBlocks frozen() {
    return frozen;
  }

  /** Where a slot's learning register lies. */
  long registerHandle(int slot) {
    return live.register(slot);
  }

  /** Where an arm's learning posterior lies. */
  long armHandle(int slot, int arm) {
    return live.arm(slot, arm);
  }

  /** Relative error of the arm's inverse that its last refresh found, the largest over all arms. */
  double drift() {
    double[] largest = {0};
    live.forEachArm(
        arm ->
            largest[0] =
                Math.max(largest[0], ArmPosterior.drift(store.memory(arm), store.current(arm))));
    return largest[0];
  }

  /** Where decisions find what they score. */
  CampaignModel view(Campaign definition, Encoder encoder) {
    SlotBlocks served = definition.mode() == ServingMode.SERVING_MODE_FROZEN ? frozen : live;
    List<SlotModel> slots = new ArrayList<>();
    for (Slot slot : definition.slots()) {
      slots.add(view(served, slot, encoder.dimension(slot.index())));
    }
    return new CampaignModel(version, slots);
  }

  private SlotModel view(SlotBlocks served, Slot slot, int dimension) {
    long[] arms = served.armsOf(slot.uid());
    Memory[] memories = new Memory[arms.length];
    int[] bases = new int[arms.length];
    for (int i = 0; i < arms.length; i++) {
      bases[i] = arms[i] == SlotBlocks.NONE ? -1 : store.base(arms[i]);
      memories[i] = arms[i] == SlotBlocks.NONE ? Memory.allocate(0) : store.memory(arms[i]);
    }
    long register = served.register(slot.uid());
    return new SlotModel(store.memory(register), store.base(register), memories, bases, dimension);
  }

  private int dimensionOf(long handle) {
    return ArmPosterior.dimension(store.memory(handle), store.current(handle));
  }
}
