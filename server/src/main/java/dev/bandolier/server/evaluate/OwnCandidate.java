package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.GivenPosterior;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.FeatureSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A candidate with posteriors of its own: it sees contexts through features of its own, or learns with another prior or in logits. It learns from the
 * decisions that it is compared on, once they are closed, in their order. A pure function of them. One thread.
 */
public final class OwnCandidate {

  /** What its posteriors may take; definitions whose candidates would need more are not valid. */
  private static final long BYTES = 64L << 20;

  private final TargetPolicy policy;
  private final @Nullable OtherFeatures features;
  private Campaign settings;

  /**
   * One that knows nothing.
   *
   * @param settings the campaign as it would be with it
   */
  public OwnCandidate(Candidate candidate, Campaign settings) {
    this.settings = settings;
    this.policy = new TargetPolicy(settings, new MemoryBudget(BYTES));
    this.features = candidate.hasSchema() ? new OtherFeatures(settings) : null;
  }

  /** Goes on with a later revision of the campaign, which changes nothing that it is about. */
  public void revise(Campaign revised) {
    settings = revised;
    policy.revise(revised);
  }

  /**
   * Looks at a decision's context.
   *
   * @param revision that the decision was made under; null where that is not known
   * @param time when it was made, epoch milliseconds
   * @return false where it cannot see it
   */
  public boolean see(DecisionMade made, @Nullable Campaign revision, long time) {
    return features == null || revision != null && features.read(made, revision, time);
  }

  /**
   * The probabilities of a slot's eligible arms in the context that it looks at, floor included.
   *
   * @param position of the decision's fact
   */
  public double[] probabilities(LoggedSlot slot, long position) {
    double[] pmf = new double[slot.arms().length];
    policy.probabilities(encoded(slot), position, pmf);
    return pmf;
  }

  private LoggedSlot encoded(LoggedSlot slot) {
    return features == null ? slot : slot.with(features.vector(slot.slotUid()));
  }

  /** Learns from a decision whose context it looks at. */
  public void learn(LoggedRow row) {
    List<LoggedSlot> slots = row.slots().stream().map(this::encoded).toList();
    policy.learn(new LoggedRow(row.position(), row.time(), slots));
  }

  /**
   * What its arms know, for the campaign as it will be.
   *
   * @param becoming the campaign as it will be, with the values that were {@link #learned}
   * @param before how the campaign's contexts are encoded so far
   */
  public List<GivenPosterior> posteriors(Campaign becoming, Encoder before) {
    Encoder after = Encoder.compile(becoming, before);
    List<GivenPosterior> given = new ArrayList<>();
    for (Slot slot : settings.slots()) {
      int dimension = after.dimension(slot.index());
      int[] places = places(slot, after);
      for (Arm arm : slot.arms()) {
        long[] words = policy.posterior(slot.uid(), arm.uid(), places, dimension);
        if (words != null) {
          given.add(new GivenPosterior(slot.uid(), arm.uid(), words));
        }
      }
    }
    return given;
  }

  /** The candidate with the values of its features that have an index of their own by now. */
  public Candidate learned(Candidate candidate) {
    if (features == null) {
      return candidate;
    }
    Map<String, List<String>> known = features.encoder().vocabularies();
    Candidate.Builder learned = candidate.toBuilder();
    for (FeatureSchema.Builder feature : learned.getSchemaBuilder().getFeaturesBuilderList()) {
      if (feature.hasCategorical()) {
        feature
            .getCategoricalBuilder()
            .clearValues()
            .addAllValues(known.getOrDefault(feature.getName(), List.of()));
      }
    }
    return learned.build();
  }

  /** Where each entry of its vectors is in those of another encoder, by what it stands for; -1 for nowhere. */
  private int[] places(Slot slot, Encoder after) {
    Encoder own = features == null ? after : features.encoder();
    Map<String, Integer> known = named(slot.index(), after);
    int[] places = new int[own.dimension(slot.index())];
    named(slot.index(), own).forEach((name, i) -> places[i] = known.getOrDefault(name, -1));
    return places;
  }

  /** Entries by their names; the second of a name, such as a value that reads like one that is not there, apart from the first. */
  private static Map<String, Integer> named(int slot, Encoder encoder) {
    Map<String, Integer> named = new HashMap<>();
    for (int i = 0; i < encoder.dimension(slot); i++) {
      String name = encoder.nameOf(slot, i);
      while (named.putIfAbsent(name, i) != null) {
        name += " again";
      }
    }
    return named;
  }
}
