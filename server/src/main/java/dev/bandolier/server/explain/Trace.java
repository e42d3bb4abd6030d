package dev.bandolier.server.explain;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.decide.Rescorer;
import dev.bandolier.server.decide.Served;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.SlotExplanation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows a replay up to the model of one decision, and weighs its arms again whenever that model may be
 * there. A fact of many steps gives its position to a model after each of them: the first that yields the
 * decision's probabilities bit for bit is the one that it read. The folding thread.
 */
final class Trace implements LearnListener {

  private final DecisionMade made;
  private final int contributions;
  private final Rescorer rescorer = new Rescorer();
  private final Map<Long, Fate> fates = new HashMap<>();
  private List<SlotExplanation> reasons = List.of();
  private @Nullable Served served;
  private @Nullable SettledDecision settled;
  private boolean near;
  private boolean following;
  private boolean reproduced;

  /**
   * Follows for a decision.
   *
   * @param contributions for how many arms of a slot they are told
   */
  Trace(DecisionMade made, int contributions) {
    this.made = made;
    this.contributions = contributions;
  }

  @Override
  public void published(Campaign campaign, Encoder encoder, CampaignModel model) {
    boolean meant = campaign.uid() == made.campaign() && campaign.revision() <= made.revision();
    if (meant && !reproduced) {
      served = new Served(campaign, encoder, model);
    }
  }

  /** The next steps may end at the decision's model, and so may what is there already. */
  void near() {
    consider();
    near = true;
  }

  @Override
  public void stepped(long position) {
    if (near && position == made.modelVersion()) {
      consider();
    }
  }

  /** What is there is the decision's model, whether its probabilities are the same or not. */
  void arrived() {
    near = false;
    Served now = served;
    if (!reproduced && now != null) {
      reasons = tell(now, weigh(now));
    }
  }

  private void consider() {
    Served now = served;
    if (reproduced || now == null || now.campaign().revision() != made.revision()) {
      return;
    }
    List<Rescorer.Weights> weights = weigh(now);
    boolean same = true;
    for (int i = 0; i < weights.size(); i++) {
      same &= weights.get(i).reproduces(made.seekSlot(i));
    }
    if (same) {
      reasons = tell(now, weights);
      reproduced = true;
    }
  }

  private List<Rescorer.Weights> weigh(Served now) {
    List<Rescorer.Weights> weights = new ArrayList<>();
    for (int i = 0; i < made.slotCount(); i++) {
      weights.add(rescorer.weigh(now, made.seekSlot(i)));
    }
    return weights;
  }

  private List<SlotExplanation> tell(Served now, List<Rescorer.Weights> weights) {
    List<SlotExplanation> told = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      told.add(new SlotReasons(now, made.seekSlot(i), weights.get(i)).tell(contributions));
    }
    return told;
  }

  /** From now on fates and what becomes of the decision are noted. */
  void follow() {
    following = true;
  }

  /** Says that the fate of the fact at a position matters. */
  void await(long position) {
    fates.put(position, Fate.FATE_UNSPECIFIED);
  }

  @Override
  public void folded(long position, Fate fate) {
    fates.replace(position, fate);
  }

  @Override
  public boolean hearsSettled() {
    return following;
  }

  @Override
  public void settled(SettledDecision decision) {
    if (decision.keyHi() == made.keyHi() && decision.keyLo() == made.keyLo()) {
      settled = decision;
    }
  }

  /** What the decision came to; null while it may change. */
  @Nullable SettledDecision settled() {
    return settled;
  }

  /** The fate of a fact that was waited for. */
  Fate fate(long position) {
    return fates.getOrDefault(position, Fate.FATE_UNSPECIFIED);
  }

  /** The campaign as the decision found it; null where the journal has it not. */
  @Nullable Campaign campaign() {
    Served now = served;
    return now == null || now.campaign().revision() != made.revision() ? null : now.campaign();
  }

  /** Whether the decision's probabilities came out bit for bit. */
  boolean reproduced() {
    return reproduced;
  }

  /** Why each slot's arm was chosen. */
  List<SlotExplanation> reasons() {
    return reasons;
  }
}
