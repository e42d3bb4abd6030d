package dev.bandolier.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.DerivedFrom;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.FeatureSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class OtherFeaturesTest {

  /** 2023-11-14T22:13:20Z, 23 o'clock in Berlin. */
  private static final long TIME = Samples.TIME;

  private static final FeatureSchema DEVICE = Samples.categorical("device", 3);
  private static final FeatureSchema AGE = Samples.numeric("age", 0, 100);
  private static final FeatureSchema HOUR =
      Samples.cyclic("hour", 24, DerivedFrom.DERIVED_FROM_HOUR_OF_DAY);

  private final DecisionMade made = new DecisionMade();

  private static dev.bandolier.v1.Campaign.Builder definition(ContextSchema.Builder schema) {
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName("campaigns/a")
        .setSchema(schema.setTimeZone("Europe/Berlin"))
        .addSlots(Samples.slot("first", "a0", "a1"))
        .addSlots(Samples.slot("second", "b0", "b1").addContextSlots("first"));
  }

  private static Campaign campaign(FeatureSchema... features) {
    return Samples.created(
        definition(ContextSchema.newBuilder().addAllFeatures(List.of(features))));
  }

  /** A decision of two slots; of the first the arm with uid 1 was chosen. */
  private DecisionMade decision(Campaign campaign, Feature... said) {
    ContextValues values = new ContextValues();
    Context context = Context.newBuilder().addAllFeatures(List.of(said)).build();
    assertThat(Encoder.compile(campaign, null).reader().read(context, TIME, values)).isEmpty();
    return decision(campaign, values.section());
  }

  private DecisionMade decision(Campaign campaign, ByteBuffer context) {
    DecisionMadeWriter writer =
        new DecisionMadeWriter().begin(7, 1, "a".getBytes(StandardCharsets.UTF_8));
    int[] none = {0};
    double[] one = {1};
    for (int slot = 0; slot < 2; slot++) {
      int uid = campaign.slots().get(slot).uid();
      int[] chosen = {1 - slot};
      writer.slot(uid, 1, none, one, 2, new int[] {0, 1}, new double[] {0.5, 0.5}, 1, chosen, one);
    }
    writer.context(context);
    return made.wrap(writer.finish());
  }

  private static Map<String, Double> named(Campaign settings, OtherFeatures features, int slot) {
    SparseVector vector = features.vector(settings.slots().get(slot).uid());
    Encoder names = Encoder.compile(settings, null);
    Map<String, Double> named = new TreeMap<>();
    for (int i = 1; i < vector.size(); i++) {
      named.put(names.nameOf(slot, vector.index(i)), vector.value(i));
    }
    return named;
  }

  @Test
  void loggedContext_isSeenByNamesAndKinds_whateverItsSchemasOrder() {
    Campaign logged = campaign(DEVICE, AGE);
    Campaign wanted =
        campaign(
            Samples.numeric("age", 0, 50), Samples.categorical("device", 2, "tablet", "mobile"));
    OtherFeatures features = new OtherFeatures(wanted);
    DecisionMade decision =
        decision(logged, Samples.category("device", "mobile"), Samples.number("age", 25));
    assertThat(features.read(decision, logged, TIME)).isTrue();
    Campaign reversed = campaign(AGE, DEVICE);
    Map<String, Double> first = named(wanted, features, 0);
    assertThat(first).containsEntry("device=mobile", 1.0).hasSize(2);
    DecisionMade other =
        decision(reversed, Samples.category("device", "mobile"), Samples.number("age", 25));
    assertThat(features.read(other, reversed, TIME)).isTrue();
    assertThat(named(wanted, features, 0)).isEqualTo(first);
    features.requireMet("");
  }

  @Test
  void crossedPairs_andArmsChosenForSlotsBefore_areSeen() {
    Campaign logged = campaign(DEVICE, Samples.flag("vip"));
    Campaign wanted =
        Samples.created(
            definition(
                ContextSchema.newBuilder()
                    .addFeatures(Samples.categorical("device", 3, "mobile"))
                    .addFeatures(Samples.flag("vip"))
                    .addCrossed(Samples.pair("device", "vip"))));
    OtherFeatures features = new OtherFeatures(wanted);
    DecisionMade decision =
        decision(logged, Samples.category("device", "mobile"), Samples.flag("vip", true));
    assertThat(features.read(decision, logged, TIME)).isTrue();
    assertThat(named(wanted, features, 0).keySet())
        .anySatisfy(name -> assertThat(name).contains(" & "));
    assertThat(named(wanted, features, 1)).containsEntry("first=a1", 1.0);
  }

  @Test
  void hourThatWasNotLogged_isDerivedFromTheDecisionsTime_oneThatWasIsKept() {
    Campaign wanted = campaign(HOUR);
    OtherFeatures features = new OtherFeatures(wanted);
    Campaign without = campaign(DEVICE);
    assertThat(features.read(decision(without), without, TIME)).isTrue();
    assertThat(named(wanted, features, 0)).containsOnlyKeys("hour=23");
    Campaign with = campaign(HOUR);
    assertThat(features.read(decision(with, Samples.number("hour", 4)), with, TIME)).isTrue();
    assertThat(named(wanted, features, 0)).containsOnlyKeys("hour=4");
  }

  @Test
  void valuesWithoutAnIndex_getOneInTheLogsOrder_anewInEveryReading() {
    Campaign logged = campaign(DEVICE);
    Campaign wanted = campaign(Samples.categorical("device", 1));
    OtherFeatures features = new OtherFeatures(wanted);
    int[] entries = new int[3];
    String[] devices = {"tablet", "mobile", "mobile"};
    for (int i = 0; i < devices.length; i++) {
      if (i == 2) {
        features.begin();
      }
      assertThat(
              features.read(decision(logged, Samples.category("device", devices[i])), logged, TIME))
          .isTrue();
      entries[i] = features.vector(wanted.slots().get(0).uid()).index(1);
    }
    assertThat(entries).containsExactly(1, 2, 1);
  }

  @Test
  void featureThatNoContextHas_isRefusedByItsName_withWhatThereIs() {
    Campaign logged = campaign(DEVICE, AGE);
    OtherFeatures features =
        new OtherFeatures(campaign(DEVICE, Samples.categorical("age", 4), Samples.flag("vip")));
    assertThat(
            features.read(
                decision(logged, Samples.category("device", "mobile"), Samples.number("age", 1)),
                logged,
                TIME))
        .isTrue();
    assertThatThrownBy(() -> features.requireMet("policies[3]."))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("policies[3].schema.features[1].name")
        .hasMessageContaining("no logged context has a category 'age'")
        .hasMessageContaining("age (number), device (category)");
  }

  @Test
  void factWithoutAContext_isNotSeen() {
    Campaign logged = campaign(DEVICE);
    OtherFeatures features = new OtherFeatures(campaign(DEVICE));
    assertThat(features.read(decision(logged, ByteBuffer.allocate(0)), logged, TIME)).isFalse();
    features.requireMet("");
  }
}
