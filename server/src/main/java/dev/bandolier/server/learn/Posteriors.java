package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.Census;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What all arms have learned, after some fact.
 *
 * @param campaigns in the order of their making
 * @param digest digest of all blocks of the store, 64 hexadecimal digits
 */
public record Posteriors(List<OfCampaign> campaigns, String digest) {

  /**
   * The posteriors of a campaign.
   *
   * @param modelVersion position of the last fact that moved one of them
   */
  public record OfCampaign(String name, long revision, long modelVersion, List<OfSlot> slots) {}

  /**
   * The posteriors of a slot.
   *
   * @param mean mean reward of all its arms, which is the prior mean of every arm's intercept
   * @param noise standard deviation of a reward around what its context explains
   */
  public record OfSlot(String name, double mean, double noise, List<OfArm> arms) {}

  /**
   * The posterior of an arm.
   *
   * @param weight how much it has learned: n, decayed where the campaign forgets
   * @param rewardSum sum of the rewards, likewise
   * @param coefficients θ by the entries of the slot's vector
   */
  public record OfArm(String id, double weight, double rewardSum, List<Coefficient> coefficients) {}

  /**
   * One entry of θ.
   *
   * @param feature what the entry stands for, such as {@code device=mobile}
   */
  public record Coefficient(int index, String feature, double value) {}

  /** Reads them off a store, on the thread that folds, between two facts. */
  static Posteriors of(Books books, BlockStore store) {
    List<OfCampaign> campaigns =
        books.campaigns().values().stream()
            .sorted(Comparator.comparingInt(CampaignState::uid))
            .map(state -> campaign(state, store))
            .toList();
    return new Posteriors(campaigns, Census.of(store).digest());
  }

  private static OfCampaign campaign(CampaignState state, BlockStore store) {
    List<OfSlot> slots = new ArrayList<>();
    for (Slot slot : state.campaign().slots()) {
      slots.add(slot(state, slot, store));
    }
    return new OfCampaign(
        state.campaign().name(), state.campaign().revision(), state.modelVersion(), slots);
  }

  private static OfSlot slot(CampaignState state, Slot slot, BlockStore store) {
    long register = state.models().registerHandle(slot.uid());
    double mean = SlotRegister.mean(store.memory(register), store.current(register));
    double noise = SlotRegister.noise(store.memory(register), store.current(register));
    List<OfArm> arms = new ArrayList<>();
    for (Arm arm : slot.arms()) {
      long handle = state.models().armHandle(slot.uid(), arm.uid());
      if (handle != SlotBlocks.NONE) {
        arms.add(arm(state, slot, arm, mean, store.memory(handle), store.current(handle)));
      }
    }
    return new OfSlot(slot.name(), mean, noise, arms);
  }

  /** θ under the intercept's prior mean: A⁻¹(b + λ·r̄·e₀). */
  private static OfArm arm(
      CampaignState state, Slot slot, Arm arm, double mean, Memory memory, int payload) {
    List<Coefficient> coefficients = new ArrayList<>();
    double pull = ArmPosterior.prior(memory, payload) * mean;
    for (int i = 0; i < ArmPosterior.dimension(memory, payload); i++) {
      double value =
          ArmPosterior.coefficient(memory, payload, i)
              + pull * ArmPosterior.covariance(memory, payload, i, 0);
      coefficients.add(new Coefficient(i, state.encoder().nameOf(slot.index(), i), value));
    }
    return new OfArm(
        arm.id(),
        ArmPosterior.weight(memory, payload),
        ArmPosterior.rewardSum(memory, payload),
        coefficients);
  }
}
