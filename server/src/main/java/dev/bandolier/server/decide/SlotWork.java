package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.ShownArm;
import dev.bandolier.v1.SlotRequest;
import java.util.Arrays;
import java.util.List;

/**
 * One slot of one decision while it is being made: who is eligible, with what probability, and who was
 * chosen. Reusable working memory of one thread; grows to the largest slot seen.
 */
final class SlotWork {

  /** No arm. */
  static final int NONE = -1;

  private static final int NO_LIST = -1;

  /** K, how many arms are eligible. */
  int eligible;

  /** Their uids, in the campaign's order. */
  int[] arms = new int[16];

  /** The floored probabilities at position 0. */
  double[] pmf = new double[16];

  /** The probabilities at the position that was drawn last. */
  double[] left = new double[16];

  /** Which eligible arm was chosen, by position. */
  final int[] chosen = new int[DecideRequests.MAX_COUNT];

  /** With what probability, given those before. */
  final double[] propensity = new double[DecideRequests.MAX_COUNT];

  /** How many were chosen. */
  int count;

  /** The context's vector. */
  final SparseVector vector = new SparseVector(64);

  private int[] indexes = new int[64];
  private double[] values = new double[64];
  private int[] marks = new int[16];
  private int mark;

  /** Which eligible arm the policy would have chosen where the caller chose, or {@link #NONE}. */
  int wouldBe;

  /**
   * Takes the arms that may be chosen.
   *
   * @param now epoch milliseconds
   */
  void findEligible(Slot slot, SlotRequest request, long now) {
    int[] active = slot.activeArms();
    grow(active.length, slot.arms().size());
    int only = request.getOnlyCount() == 0 ? NO_LIST : markAll(slot, request.getOnlyList());
    int except = request.getExceptCount() == 0 ? NO_LIST : markAll(slot, request.getExceptList());
    eligible = 0;
    boolean ruled = slot.scheduled() || request.getRequireTagsCount() > 0;
    for (int arm : active) {
      if (isListed(arm, only, except) && (!ruled || isAllowed(slot, arm, request, now))) {
        arms[eligible++] = arm;
      }
    }
  }

  /** Takes the arms and the vector of a decision's slot as it was made. */
  void recall(DecisionMade fact) {
    grow(fact.eligible(), 0);
    eligible = fact.eligible();
    for (int i = 0; i < eligible; i++) {
      arms[i] = fact.armUid(i);
    }
    vector.clear();
    for (int i = 1; i < fact.nonZeros(); i++) {
      vector.add(fact.index(i), fact.value(i));
    }
  }

  private static boolean isAllowed(Slot slot, int uid, SlotRequest request, long now) {
    Arm arm = slot.armByUid(uid);
    return arm != null && arm.isOn(now) && arm.hasTags(request.getRequireTagsList());
  }

  /** The caller's own choice takes the place of what was drawn, which is kept as what would have been. */
  void takeShown(Slot slot, SlotRequest request) {
    wouldBe = chosen[0];
    for (count = 0; count < request.getShownCount(); count++) {
      ShownArm shown = request.getShown(count);
      Arm arm = slot.arm(shown.getArm());
      chosen[count] = arm == null ? NONE : indexOf(arm.uid());
      propensity[count] = shown.getPropensity();
    }
  }

  /** The place of an arm among the eligible ones, or {@link #NONE}. */
  int indexOf(int armUid) {
    for (int i = 0; i < eligible; i++) {
      if (arms[i] == armUid) {
        return i;
      }
    }
    return NONE;
  }

  /** An arm that both lists name carries the later list's mark, and that is to leave it out. */
  private boolean isListed(int arm, int only, int except) {
    return marks[arm] != except && (only == NO_LIST || marks[arm] == only);
  }

  private int markAll(Slot slot, List<String> ids) {
    mark++;
    for (int i = 0; i < ids.size(); i++) {
      Arm arm = slot.arm(ids.get(i));
      if (arm != null) {
        marks[arm.uid()] = mark;
      }
    }
    return mark;
  }

  /** Whether the arm of that uid is eligible. */
  boolean isEligible(int armUid) {
    return indexOf(armUid) != NONE;
  }

  /** Every eligible arm alike. */
  void spread() {
    Arrays.fill(pmf, 0, eligible, 1.0 / eligible);
  }

  /** All on one arm; false, and nothing changed, if it is not eligible. */
  boolean concentrate(int armUid) {
    for (int i = 0; i < eligible; i++) {
      if (arms[i] == armUid) {
        Arrays.fill(pmf, 0, eligible, 0.0);
        pmf[i] = 1.0;
        return true;
      }
    }
    return false;
  }

  /** The uid of the arm at position 0. */
  int first() {
    return arms[chosen[0]];
  }

  void write(DecisionMadeWriter writer, int slotUid) {
    int size = vector.size();
    if (indexes.length < size) {
      indexes = new int[2 * size];
      values = new double[2 * size];
    }
    for (int i = 0; i < size; i++) {
      indexes[i] = vector.index(i);
      values[i] = vector.value(i);
    }
    writer.slot(slotUid, size, indexes, values, eligible, arms, pmf, count, chosen, propensity);
    if (wouldBe != NONE) {
      writer.wouldBe(wouldBe);
    }
  }

  private void grow(int active, int known) {
    if (arms.length < active) {
      arms = new int[active];
      pmf = new double[active];
      left = new double[active];
    }
    if (marks.length < known) {
      marks = new int[known];
    }
  }
}
