package dev.bandolier.server.feature;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.SchemaChange;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.VectorWidth;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.FeatureSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into the sparse vectors of a campaign's slots, for one revision and one state of the
 * vocabularies. Immutable.
 *
 * <p>Entry 0 is the intercept. The blocks of features come in the schema's order, then those of
 * crossed pairs, then one per context slot; what later revisions add is appended, so that an entry
 * means the same for as long as the slot's posteriors are not started anew. A feature with k own
 * indexes costs one non-zero entry whatever k is.
 */
public final class Encoder {

  private static final String INTERCEPT = "(intercept)";

  private final Campaign campaign;
  private final ContextReader reader;
  private final Map<String, FeatureCode> codes;
  private final List<Layout> layouts;
  private final Part[][] parts;
  private final List<Indexed> categorical;

  /** A categorical feature's code and its place in the schema. */
  private record Indexed(CategoricalCode code, int place) {
    boolean wants(ContextValues values) {
      return !values.isMissing(place)
          && code.vocabulary().hasRoom()
          && !code.vocabulary().knows(values.category(place));
    }
  }

  private Encoder(
      Campaign campaign,
      ContextReader reader,
      Map<String, FeatureCode> codes,
      List<Layout> layouts) {
    this.campaign = campaign;
    this.reader = reader;
    this.codes = codes;
    this.layouts = layouts;
    this.parts = layouts.stream().map(this::parts).toArray(Part[][]::new);
    this.categorical = categorical();
  }

  /**
   * The encoder of a revision.
   *
   * @param previous that of the revision before, with its vocabularies; null for a new campaign.
   *     Entries keep their meaning where the change was extending and are laid out anew where it was
   *     resetting; vocabularies stay wherever the feature is unchanged.
   */
  public static Encoder compile(Campaign campaign, @Nullable Encoder previous) {
    return new Encoder(
        campaign,
        ContextReader.compile(campaign),
        codes(campaign, previous),
        layouts(campaign, previous));
  }

  private static Map<String, FeatureCode> codes(Campaign campaign, @Nullable Encoder previous) {
    Map<String, FeatureCode> codes = new HashMap<>();
    List<FeatureSchema> known = previous == null ? List.of() : previous.schema().getFeaturesList();
    for (FeatureSchema feature : campaign.definition().getSchema().getFeaturesList()) {
      FeatureCode code = previous == null ? null : previous.codes.get(feature.getName());
      codes.put(
          feature.getName(),
          code != null && known.contains(feature) ? code : FeatureCodes.of(feature));
    }
    return codes;
  }

  private static List<Layout> layouts(Campaign campaign, @Nullable Encoder previous) {
    boolean anew =
        previous == null
            || SchemaChange.resets(previous.schema(), campaign.definition().getSchema());
    List<Layout> layouts = new ArrayList<>();
    for (Slot slot : campaign.slots()) {
      Layout before = previous == null || anew ? null : previous.layout(slot.uid());
      layouts.add(Layout.of(campaign, slot, before));
    }
    return layouts;
  }

  private @Nullable Layout layout(int slotUid) {
    return layouts.stream().filter(layout -> layout.slotUid() == slotUid).findAny().orElse(null);
  }

  private ContextSchema schema() {
    return campaign.definition().getSchema();
  }

  private Part[] parts(Layout layout) {
    return layout.blocks().stream().map(this::part).toArray(Part[]::new);
  }

  private List<Indexed> categorical() {
    List<Indexed> indexed = new ArrayList<>();
    for (int i = 0; i < schema().getFeaturesCount(); i++) {
      FeatureSchema feature = schema().getFeatures(i);
      if (!feature.getJournalOnly()
          && codes.get(feature.getName()) instanceof CategoricalCode code) {
        indexed.add(new Indexed(code, i));
      }
    }
    return List.copyOf(indexed);
  }

  private Part part(Block block) {
    Block.Content content = block.content();
    if (content instanceof Block.OfFeature feature) {
      return feature(feature.name(), block.offset());
    }
    if (content instanceof Block.OfPair pair) {
      return pair(pair, block.offset());
    }
    return slot((Block.OfSlot) content, block.offset());
  }

  private Part.OfFeature feature(String name, int offset) {
    FeatureCode code = codes.get(name);
    if (code == null) {
      throw new IllegalStateException("the layout has " + name + " and the schema does not");
    }
    return new Part.OfFeature(code, place(name), offset);
  }

  private Part.OfPair pair(Block.OfPair pair, int offset) {
    int width = VectorWidth.crossable(schema().getFeatures(place(pair.second())));
    return new Part.OfPair(feature(pair.first(), 0), feature(pair.second(), 0), width, offset);
  }

  private Part.OfSlot slot(Block.OfSlot content, int offset) {
    Slot slot = campaign.slotByUid(content.uid());
    if (slot == null) {
      throw new IllegalStateException("the layout has a slot that the campaign does not have");
    }
    return new Part.OfSlot(slot, offset);
  }

  private int place(String feature) {
    List<FeatureSchema> features = schema().getFeaturesList();
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i).getName().equals(feature)) {
        return i;
      }
    }
    return -1;
  }

  /** The campaign's revision that it encodes for. */
  public Campaign campaign() {
    return campaign;
  }

  /** Reads the contexts that it encodes. */
  public ContextReader reader() {
    return reader;
  }

  /** The dimension of a slot's vector, the intercept included. */
  public int dimension(int slotIndex) {
    return layouts.get(slotIndex).dimension();
  }

  /**
   * Encodes values for one slot. Allocates nothing once the vector has grown large enough.
   *
   * @param values as {@link #reader} has read them
   * @param chosen by slot index, the uid of the first arm that was chosen for it, or -1; at least as
   *     long as there are slots
   * @param out is cleared and filled, indexes ascending
   */
  public void encode(int slotIndex, ContextValues values, int[] chosen, SparseVector out) {
    out.clear();
    for (Part part : parts[slotIndex]) {
      part.encode(values, chosen, out);
    }
  }

  /** Whether a categorical feature's value has an index of its own. */
  public boolean knows(String feature, String value) {
    return codes.get(feature) instanceof CategoricalCode code && code.vocabulary().knows(value);
  }

  /** The values of each categorical feature that have an index of their own, in their order. */
  public Map<String, List<String>> vocabularies() {
    Map<String, List<String>> vocabularies = new LinkedHashMap<>();
    categorical.forEach(
        feature -> vocabularies.put(feature.code().name(), feature.code().vocabulary().values()));
    return vocabularies;
  }

  /**
   * With a value at the feature's next free index.
   *
   * @return itself where the value is known, no index is free, or no such feature is categorical
   */
  public Encoder withValue(String feature, String value) {
    if (!(codes.get(feature) instanceof CategoricalCode code)) {
      return this;
    }
    Vocabulary more = code.vocabulary().with(value);
    if (more == code.vocabulary()) {
      return this;
    }
    Map<String, FeatureCode> changed = new HashMap<>(codes);
    changed.put(feature, new CategoricalCode(feature, more));
    return new Encoder(campaign, reader, changed, layouts);
  }

  /** The categorical values that want an index and would get one; mostly none. */
  public List<UnseenValue> unseen(ContextValues values) {
    List<UnseenValue> unseen = List.of();
    for (int i = 0; i < categorical.size(); i++) {
      Indexed feature = categorical.get(i);
      if (feature.wants(values)) {
        unseen = unseen.isEmpty() ? new ArrayList<>() : unseen;
        unseen.add(new UnseenValue(feature.code().name(), values.category(feature.place())));
      }
    }
    return unseen;
  }

  /**
   * What an entry of a slot's vector stands for, such as {@code device=mobile}.
   *
   * @throws IndexOutOfBoundsException if the slot's vector has no such entry
   */
  public String nameOf(int slotIndex, int index) {
    if (index == 0) {
      return INTERCEPT;
    }
    List<Block> blocks = layouts.get(slotIndex).blocks();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).contains(index)) {
        return parts[slotIndex][i].entry(index - blocks.get(i).offset());
      }
    }
    throw new IndexOutOfBoundsException("slot " + slotIndex + " has no entry " + index);
  }
}
