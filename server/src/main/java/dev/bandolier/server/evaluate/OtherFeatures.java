package dev.bandolier.server.evaluate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.feature.ContextMapping;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.feature.UnseenValue;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.FeatureSchema;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Encodes logged contexts by another schema than the campaign's. The journal has what requests said of the features that the campaign declared then,
 * as it was said: another schema can leave some out, cross them, take them in other steps and ranges, and derive hours and weekdays
 * from the decision's time; it cannot bring back what was never asked for. Categorical values get their indexes in the log's order, as they would while
 * serving. One thread.
 */
public final class OtherFeatures {

  private static final int NONE = -1;

  private final Campaign settings;
  private final Map<Campaign, ContextMapping> mappings = new HashMap<>();
  private final Set<String> logged = new TreeSet<>();
  private final ContextValues said = new ContextValues();
  private final ContextValues values = new ContextValues();
  private final int[] firsts;
  private final boolean[] met;
  private Encoder encoder;
  private boolean any;

  /** By the schema of a campaign as it would be. */
  public OtherFeatures(Campaign settings) {
    this.settings = settings;
    this.firsts = new int[settings.slots().size()];
    this.met = new boolean[features().size()];
    this.encoder = Encoder.compile(settings, null);
  }

  private List<FeatureSchema> features() {
    return settings.definition().getSchema().getFeaturesList();
  }

  /** The log is read from its beginning. */
  public void begin() {
    encoder = Encoder.compile(settings, null);
  }

  /**
   * Reads a decision's context.
   *
   * @param revision that the decision was made under
   * @param time when it was made, epoch milliseconds
   * @return false where the journal does not have the context, or only encrypted
   */
  public boolean read(DecisionMade made, Campaign revision, long time) {
    ByteBuffer section = made.context();
    if (made.subjectKey() != 0 || !section.hasRemaining()) {
      return false;
    }
    said.read(section);
    mappings.computeIfAbsent(revision, this::mapping).map(said, time, values);
    for (UnseenValue value : encoder.unseen(values)) {
      encoder = encoder.withValue(value.feature(), value.value());
    }
    Arrays.fill(firsts, NONE);
    for (int i = 0; i < made.slotCount(); i++) {
      Slot slot = settings.slotByUid(made.seekSlot(i).slotUid());
      if (slot != null) {
        firsts[slot.index()] = made.chosenArm(0);
      }
    }
    for (int i = 0; i < met.length; i++) {
      met[i] |= !values.isMissing(i);
    }
    any = true;
    return true;
  }

  private ContextMapping mapping(Campaign revision) {
    revision
        .definition()
        .getSchema()
        .getFeaturesList()
        .forEach(known -> logged.add(known.getName() + " (" + ContextMapping.kindOf(known) + ")"));
    return ContextMapping.of(revision.definition().getSchema(), settings);
  }

  /** How contexts are encoded by now. */
  Encoder encoder() {
    return encoder;
  }

  /** How the context that was read last looks to a slot. */
  public SparseVector vector(int slotUid) {
    SparseVector vector = new SparseVector(16);
    Slot slot = settings.slotByUid(slotUid);
    if (slot != null) {
      encoder.encode(slot.index(), values, firsts, vector);
    }
    return vector;
  }

  /**
   * Checks, once the log was read, that every feature was in it.
   *
   * @param path of what is wrong otherwise, such as {@code policies[0].}
   * @throws EvaluationException if no context has a value of one, which then would be valued as if it were not there
   */
  public void requireMet(String path) {
    for (int i = 0; i < met.length && any; i++) {
      if (!met[i]) {
        FeatureSchema feature = features().get(i);
        throw new EvaluationException(
            new Violation(
                path + "schema.features[" + i + "].name",
                "no logged context has a %s '%s'; they have: %s"
                    .formatted(
                        ContextMapping.kindOf(feature),
                        feature.getName(),
                        logged.stream().collect(Collectors.joining(", ")))));
      }
    }
  }
}
