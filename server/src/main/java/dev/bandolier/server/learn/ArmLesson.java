package dev.bandolier.server.learn;

import dev.bandolier.server.model.ArmDelta;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * One reward's move of one arm and of its slot's sums, both staged: an object that is filled again for the
 * next one. It keeps a copy of the vector, and what the arm counted for before and after, so that the sums
 * may follow later. Used by one thread at a time.
 */
final class ArmLesson {

  private static final int USUAL_ENTRIES = 16;
  private static final Memory NOWHERE = Memory.allocate(0);

  private final SparseVector x = new SparseVector(USUAL_ENTRIES);
  private Memory arm = NOWHERE;
  private int payload;
  private int lender;
  private ArmDelta delta = ArmDelta.NONE;
  private Memory register = NOWHERE;
  private int sums;
  private double before;
  private double after;
  private double weight;
  private long ticks;
  private final double[] shareBefore = new double[SlotRegister.SHARE];
  private final double[] shareAfter = new double[SlotRegister.SHARE];

  /**
   * The arm that it moves.
   *
   * @param from where its inverse is read, but for the first entry: there too, or where it is not staged yet
   * @param noted what is told how the arm changes
   */
  ArmLesson of(Memory memory, int stagedPayload, int from, ArmDelta noted) {
    arm = memory;
    payload = stagedPayload;
    lender = from;
    delta = noted;
    return this;
  }

  /** The register of the arm's slot. */
  ArmLesson in(Memory memory, int stagedPayload) {
    register = memory;
    sums = stagedPayload;
    return this;
  }

  /** What it teaches, as {@link Teacher#teach} says. */
  void says(
      SparseVector vector, double rewardBefore, double rewardAfter, double left, long passed) {
    x.set(vector);
    before = rewardBefore;
    after = rewardAfter;
    weight = left;
    ticks = passed;
  }

  /** Whether both move the same arm. */
  boolean movesArmOf(ArmLesson other) {
    return payload == other.payload && arm == other.arm;
  }

  /** Where the arm is, for a table of arms. */
  int place() {
    return payload;
  }

  /** Moves the arm. */
  void give(Workspace workspace) {
    workspace.begin(arm, payload, lender, delta);
    SlotRegister.share(arm, payload, shareBefore);
    move(workspace);
    SlotRegister.share(arm, payload, shareAfter);
    workspace.settle();
  }

  private void move(Workspace workspace) {
    ArmPosterior.fade(arm, payload, ticks, workspace);
    if (Double.isNaN(before)) {
      ArmPosterior.observe(arm, payload, x, after, weight, workspace);
    } else if (Double.isNaN(after)) {
      ArmPosterior.forget(arm, payload, x, before, weight, workspace);
    } else {
      ArmPosterior.adjust(arm, payload, x, before, after, weight, workspace);
    }
  }

  /**
   * Lets the slot's sums follow; the arm must have been moved.
   *
   * @param next the lesson whose sums follow next, or null
   */
  void follow(@Nullable ArmLesson next) {
    SlotRegister.exchange(register, sums, shareBefore, shareAfter);
    if (next == null || next.sums != sums || next.register != register) {
      SlotRegister.settle(register, sums);
    }
  }
}
