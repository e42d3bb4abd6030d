package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Sets a campaign's posteriors to those of a snapshot, or of another store, bit for bit. An arm that is
 * not there starts from the prior; one whose vector has grown since is padded with it. A frozen
 * campaign serves the same from then on. Everything is changed where it lies, within one step, by the
 * folding thread.
 */
final class PosteriorRestore {

  private final CampaignState state;
  private final BlockStore store;
  private final SlotBlocks live;
  private final long time;
  private final Set<Long> found = new HashSet<>();
  private final Set<Integer> grown = new HashSet<>();
  private Memory scratch = Memory.allocate(1 << 12);

  /**
   * Prepares.
   *
   * @param time of the fact that asks for it, epoch milliseconds
   */
  PosteriorRestore(CampaignState state, BlockStore store, long time) {
    this.state = state;
    this.store = store;
    this.time = time;
    this.live = state.models().live();
  }

  /**
   * From an image file.
   *
   * @param imported whether it comes from elsewhere, and is as young as now
   */
  void from(Path image, boolean imported) throws IOException {
    try (ImageReader reader = ImageReader.open(image)) {
      reader.read(new Blocks());
    }
    settleChanges();
    if (imported) {
      state.campaign().slots().forEach(this::renew);
    }
    complete();
  }

  /** From another store that has the same campaign. */
  void from(BlockStore other) {
    other.scan(
        (handle, kind, hi, lo) -> take(kind, hi, lo, other.memory(handle), other.current(handle)));
    settleChanges();
    complete();
  }

  private final class Blocks implements ImageVisitor {
    @Override
    public void block(int kind, long hi, long lo, ByteBuffer payload) {
      if (kind == BlockKind.SLOT || kind == BlockKind.ARM || kind == BlockKind.CHANGES) {
        int words = payload.remaining() / Memory.WORD_BYTES;
        if (words > scratch.words()) {
          scratch = Memory.allocate(2 * words);
        }
        scratch.copyFrom(payload, 0, words);
        take(kind, hi, lo, scratch, 0);
      }
    }
  }

  private void take(int kind, long hi, long lo, Memory source, int payload) {
    int slot = BlockKind.slotOf(hi);
    if (kind == BlockKind.SLOT) {
      takeRegister(slot, source, payload);
    } else if (kind == BlockKind.ARM) {
      takeArm(slot, (int) lo - 1, source, payload);
    } else if (kind == BlockKind.CHANGES) {
      state.changes().take(slot, source, payload);
      found.add(state.changes().handle(slot));
    }
  }

  private void takeRegister(int slot, Memory source, int payload) {
    long handle = live.register(slot);
    if (handle != SlotBlocks.NONE) {
      store.memory(handle).copy(source, payload, store.stage(handle), SlotRegister.WORDS);
      found.add(handle);
    }
  }

  private void takeArm(int slot, int arm, Memory source, int payload) {
    long handle = live.arm(slot, arm);
    if (handle == SlotBlocks.NONE) {
      return;
    }
    int before = ArmPosterior.dimension(source, payload);
    int now = ArmPosterior.dimension(store.memory(handle), store.current(handle));
    if (before > now) {
      throw new IllegalStateException(
          "slot %d has been started anew since the snapshot: dimension %d, then %d"
              .formatted(slot, before, now));
    }
    if (before < now) {
      ArmPosterior.extend(source, payload, store.memory(handle), store.stage(handle), now);
      grown.add(slot);
    } else {
      store.memory(handle).copy(source, payload, store.stage(handle), words(handle));
    }
    found.add(handle);
  }

  /** A slot whose changes are not there had found none. */
  private void settleChanges() {
    for (Slot slot : state.campaign().slots()) {
      if (!found.contains(state.changes().handle(slot.uid()))) {
        state.changes().clear(slot.uid());
      }
    }
  }

  private void complete() {
    for (Slot slot : state.campaign().slots()) {
      complete(slot);
      serve(slot);
    }
  }

  private void complete(Slot slot) {
    long register = live.register(slot.uid());
    if (!found.contains(register)) {
      SlotRegister.initialise(store.memory(register), store.stage(register));
    }
    for (Arm arm : slot.arms()) {
      long handle = live.arm(slot.uid(), arm.uid());
      if (!found.contains(handle)) {
        begin(slot, handle);
        state.models().teacher().countIn(slot.uid(), handle);
      }
    }
    if (grown.contains(slot.uid())) {
      state.models().teacher().recount(slot.uid());
    }
  }

  private void begin(Slot slot, long handle) {
    Memory memory = store.memory(handle);
    int dimension = ArmPosterior.dimension(memory, store.current(handle));
    ArmPosterior.initialise(
        memory, store.stage(handle), dimension, state.campaign().priorPrecision());
    state.models().teacher().stamp(handle, state.fading().ticks(slot.uid(), time));
  }

  /** What comes from elsewhere is as young as now. */
  private void renew(Slot slot) {
    for (Arm arm : slot.arms()) {
      long handle = live.arm(slot.uid(), arm.uid());
      state.models().teacher().stamp(handle, state.fading().ticks(slot.uid(), time));
    }
  }

  /** While the campaign is frozen, what is served is a copy, which follows. */
  private void serve(Slot slot) {
    SlotBlocks frozen = state.models().frozen();
    copy(live.register(slot.uid()), frozen.register(slot.uid()));
    for (Arm arm : slot.arms()) {
      copy(live.arm(slot.uid(), arm.uid()), frozen.arm(slot.uid(), arm.uid()));
    }
  }

  private void copy(long from, long to) {
    if (to != SlotBlocks.NONE) {
      store.memory(to).copy(store.memory(from), store.current(from), store.stage(to), words(to));
    }
  }

  private int words(long handle) {
    return TwinBlock.payloadWords(store.memory(handle), store.base(handle));
  }
}
