package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.ModelVersion;
import dev.bandolier.server.model.SlotModel;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.model.TwinBlock;
import dev.bandolier.server.model.Workspace;
import java.util.ArrayList;
import java.util.List;

/** Posteriors made by hand: one memory a block, and arms that have seen the rewards they were given. */
public final class Models {

  private Models() {}

  /** Every arm at its prior. */
  public static Served untaught(Campaign campaign) {
    return taught(campaign, new ModelVersion(8), (slot, arm) -> new double[0]);
  }

  /** The rewards, under a context without features, that an arm has seen. */
  public interface Rewards {
    double[] of(Slot slot, int arm);
  }

  /** Every arm taught. */
  public static Served taught(Campaign campaign, ModelVersion version, Rewards rewards) {
    Encoder encoder = Encoder.compile(campaign, null);
    List<SlotModel> slots = new ArrayList<>();
    for (Slot slot : campaign.slots()) {
      slots.add(slot(campaign, slot, encoder.dimension(slot.index()), rewards));
    }
    return new Served(campaign, encoder, new CampaignModel(version, slots));
  }

  private static SlotModel slot(Campaign campaign, Slot slot, int dimension, Rewards rewards) {
    int arms = slot.arms().size();
    Memory[] memories = new Memory[arms];
    int[] bases = new int[arms];
    Memory register = Memory.allocate(TwinBlock.words(SlotRegister.WORDS));
    TwinBlock.initialise(register, 0, 1, 1, 1, SlotRegister.WORDS);
    int payload = TwinBlock.stage(register, 0);
    SlotRegister.initialise(register, payload);
    for (int arm = 0; arm < arms; arm++) {
      memories[arm] = arm(dimension, campaign.priorPrecision(), rewards.of(slot, arm));
      SlotRegister.add(register, payload, memories[arm], TwinBlock.current(memories[arm], 0));
    }
    TwinBlock.publish(register, 0, 8, 0);
    return new SlotModel(register, 0, memories, bases, dimension);
  }

  private static Memory arm(int dimension, double prior, double[] rewards) {
    Memory memory = Memory.allocate(TwinBlock.words(ArmLayout.words(dimension)));
    TwinBlock.initialise(memory, 0, 2, 1, 1, ArmLayout.words(dimension));
    int payload = TwinBlock.stage(memory, 0);
    ArmPosterior.initialise(memory, payload, dimension, prior);
    Workspace workspace = new Workspace();
    for (double reward : rewards) {
      ArmPosterior.observe(memory, payload, new SparseVector(4), reward, 1.0, workspace);
    }
    TwinBlock.publish(memory, 0, 8, 0);
    return memory;
  }
}
