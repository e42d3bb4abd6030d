package dev.bandolier.server.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.campaign.SchemaChange;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.ContextSchema;
import dev.bandolier.v1.DerivedFrom;
import dev.bandolier.v1.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class EncoderTest {

  private static final DerivedFrom NOTHING = DerivedFrom.DERIVED_FROM_UNSPECIFIED;

  private static dev.bandolier.v1.Campaign.Builder campaign(ContextSchema.Builder schema) {
    return dev.bandolier.v1.Campaign.newBuilder()
        .setName("campaigns/a")
        .setSchema(schema)
        .addSlots(Samples.slot("first", "a0", "a1"))
        .addSlots(Samples.slot("second", "b0").addContextSlots("first"));
  }

  private static Encoder encoder(ContextSchema.Builder schema) {
    return Encoder.compile(Samples.created(campaign(schema)), null);
  }

  private static ContextSchema.Builder schema(dev.bandolier.v1.FeatureSchema... features) {
    return ContextSchema.newBuilder().addAllFeatures(List.of(features));
  }

  private static ContextValues values(Encoder encoder, Feature... features) {
    ContextValues values = new ContextValues();
    Context context = Context.newBuilder().addAllFeatures(List.of(features)).build();
    assertThat(encoder.reader().read(context, 0, values)).isEmpty();
    return values;
  }

  /** The entries but the intercept, by name. */
  private static Map<String, Double> named(
      Encoder encoder, int slot, int chosen, Feature... features) {
    SparseVector vector = new SparseVector(4);
    encoder.encode(slot, values(encoder, features), new int[] {chosen, -1}, vector);
    Map<String, Double> named = new TreeMap<>();
    assertThat(vector.index(0)).isZero();
    assertThat(vector.value(0)).isEqualTo(1);
    assertThat(vector.dimension()).isLessThanOrEqualTo(encoder.dimension(slot));
    for (int i = 1; i < vector.size(); i++) {
      named.put(encoder.nameOf(slot, vector.index(i)), vector.value(i));
    }
    return named;
  }

  private static Map<String, Double> named(Encoder encoder, Feature... features) {
    return named(encoder, 0, -1, features);
  }

  @Test
  void withoutFeatures_theInterceptIsAll() {
    Encoder encoder = encoder(schema());

    assertThat(encoder.dimension(0)).isEqualTo(1);
    assertThat(named(encoder)).isEmpty();
    assertThat(encoder.nameOf(0, 0)).isEqualTo("(intercept)");
  }

  @Test
  void aCategory_isOneHotOrOtherOrNothing() {
    Encoder encoder = encoder(schema(Samples.categorical("device", 3, "mobile", "tablet")));

    assertThat(encoder.dimension(0)).isEqualTo(5);
    assertThat(named(encoder, Samples.category("device", "tablet")))
        .isEqualTo(Map.of("device=tablet", 1.0));
    assertThat(named(encoder, Samples.category("device", "watch")))
        .isEqualTo(Map.of("device=(other)", 1.0));
    assertThat(named(encoder)).isEmpty();
  }

  @Test
  void aNewValue_getsTheNextFreeIndexUntilNoneIsFree() {
    Encoder encoder = encoder(schema(Samples.categorical("device", 2)));
    ContextValues watch = values(encoder, Samples.category("device", "watch"));
    assertThat(encoder.unseen(watch)).containsExactly(new UnseenValue("device", "watch"));
    assertThat(encoder.nameOf(0, 1)).isEqualTo("device=(free 0)");

    Encoder one = encoder.withValue("device", "watch");
    Encoder two = one.withValue("device", "mobile");

    assertThat(encoder.knows("device", "watch")).isFalse();
    assertThat(two.knows("device", "watch")).isTrue();
    assertThat(two.nameOf(0, 1)).isEqualTo("device=watch");
    assertThat(two.nameOf(0, 2)).isEqualTo("device=mobile");
    assertThat(two.withValue("device", "tablet")).isSameAs(two);
    assertThat(two.withValue("device", "watch")).isSameAs(two);
    assertThat(two.withValue("nobody", "watch")).isSameAs(two);
    assertThat(one.unseen(watch)).isEmpty();
    assertThat(two.unseen(values(two, Samples.category("device", "tablet")))).isEmpty();
  }

  @Test
  void anIntegerPeriod_isOneHotAndWrapsAround() {
    Encoder encoder = encoder(schema(Samples.cyclic("hour", 24, NOTHING)));

    assertThat(encoder.dimension(0)).isEqualTo(25);
    assertThat(named(encoder, Samples.number("hour", 23.9))).containsOnlyKeys("hour=23");
    assertThat(named(encoder, Samples.number("hour", 24))).containsOnlyKeys("hour=0");
    assertThat(named(encoder, Samples.number("hour", -1))).containsOnlyKeys("hour=23");
    assertThat(named(encoder, Samples.number("hour", -1e-20))).containsOnlyKeys("hour=23");
    assertThat(named(encoder, Samples.number("hour", 1e300))).hasSize(1);
    assertThat(named(encoder)).isEmpty();
  }

  @Test
  void aLongPeriod_becomesHarmonics() {
    Encoder encoder = encoder(schema(Samples.cyclic("day", 365.25, NOTHING)));
    Map<String, Double> quarter = named(encoder, Samples.number("day", 365.25 / 4));

    assertThat(encoder.dimension(0)).isEqualTo(5);
    assertThat(quarter.get("day.sin1")).isCloseTo(1, within(1e-12));
    assertThat(quarter.get("day.cos2")).isCloseTo(-1, within(1e-12));
    assertThat(named(encoder, Samples.number("day", 365.25 * 3)))
        .isEqualTo(Map.of("day.cos1", 1.0, "day.cos2", 1.0));
    assertThat(named(encoder)).isEmpty();
  }

  @Test
  void aPeriodAbove48_isNotOneHot() {
    assertThat(encoder(schema(Samples.cyclic("x", 48, NOTHING))).dimension(0)).isEqualTo(49);
    assertThat(encoder(schema(Samples.cyclic("x", 49, NOTHING))).dimension(0)).isEqualTo(5);
    assertThat(encoder(schema(Samples.cyclic("x", 2.5, NOTHING))).dimension(0)).isEqualTo(5);
  }

  @Test
  void aNumber_isClippedScaledOrMissing() {
    Encoder encoder = encoder(schema(Samples.numeric("age", 20, 60)));

    assertThat(named(encoder, Samples.number("age", 30))).isEqualTo(Map.of("age", 0.25));
    assertThat(named(encoder, Samples.number("age", 99))).isEqualTo(Map.of("age", 1.0));
    assertThat(named(encoder, Samples.number("age", -99))).isEmpty();
    assertThat(named(encoder)).isEqualTo(Map.of("age=(missing)", 1.0));
  }

  @Test
  void aFlag_isTrueFalseOrMissing() {
    Encoder encoder = encoder(schema(Samples.flag("vip")));

    assertThat(named(encoder, Samples.flag("vip", true))).isEqualTo(Map.of("vip", 1.0));
    assertThat(named(encoder, Samples.flag("vip", false))).isEmpty();
    assertThat(named(encoder)).isEqualTo(Map.of("vip=(missing)", 1.0));
  }

  @Test
  void aCrossedPair_hasAnEntryPerCombination() {
    Encoder encoder =
        encoder(
            schema(
                    Samples.flag("vip"),
                    Samples.categorical("device", 2, "mobile"),
                    Samples.cyclic("day", 7, NOTHING))
                .addCrossed(Samples.pair("vip", "device"))
                .addCrossed(Samples.pair("day", "device")));

    assertThat(encoder.dimension(0)).isEqualTo(1 + 2 + 3 + 7 + 6 + 21);
    assertThat(
            named(
                encoder,
                Samples.flag("vip", false),
                Samples.category("device", "watch"),
                Samples.number("day", 6)))
        .containsOnlyKeys(
            "device=(other)", "day=6", "device=(other) & vip=false", "day=6 & device=(other)");
    assertThat(named(encoder, Samples.flag("vip", true), Samples.number("day", 1)))
        .containsOnlyKeys("vip", "day=1");
  }

  @Test
  void combinations_doNotCollide() {
    Encoder encoder =
        encoder(
            schema(Samples.cyclic("a", 3, NOTHING), Samples.cyclic("b", 5, NOTHING))
                .addCrossed(Samples.pair("b", "a")));
    long combinations =
        java.util.stream.IntStream.range(0, 15)
            .mapToObj(
                i ->
                    named(
                            encoder,
                            Samples.number("a", i % 3),
                            Samples.number("b", Math.floorDiv(i, 3)))
                        .keySet())
            .flatMap(java.util.Collection::stream)
            .filter(name -> name.contains("&"))
            .distinct()
            .count();

    assertThat(combinations).isEqualTo(15);
  }

  @Test
  void anEarlierSlotsArm_isContext() {
    Encoder encoder = encoder(schema());

    assertThat(encoder.dimension(0)).isEqualTo(1);
    assertThat(encoder.dimension(1)).isEqualTo(18);
    assertThat(named(encoder, 1, 1)).isEqualTo(Map.of("first=a1", 1.0));
    assertThat(named(encoder, 1, 15)).containsOnlyKeys("first=(free 15)");
    assertThat(named(encoder, 1, 16)).containsOnlyKeys("first=(other)");
    assertThat(named(encoder, 1, 9999)).containsOnlyKeys("first=(other)");
    assertThat(named(encoder, 1, -1)).isEmpty();
  }

  @Test
  void whatIsOnlyJournalled_isReadAndInNoVector_untilItIsEncoded() {
    dev.bandolier.v1.FeatureSchema device = Samples.categorical("device", 2, "mobile");
    dev.bandolier.v1.FeatureSchema silent = device.toBuilder().setJournalOnly(true).build();
    Feature mobile = Feature.newBuilder().setName("device").setCategory("mobile").build();
    Feature watch = mobile.toBuilder().setCategory("watch").build();
    Campaign first = Samples.created(campaign(schema(silent)));
    Encoder encoder = Encoder.compile(first, null);

    assertThat(named(encoder, mobile)).isEmpty();
    assertThat(encoder.dimension(0)).isEqualTo(1);
    assertThat(values(encoder, mobile).category(0)).isEqualTo("mobile");
    assertThat(encoder.unseen(values(encoder, watch))).isEmpty();

    Campaign second = Candidates.compiled(first, campaign(schema(device)).build());
    Encoder extended = Encoder.compile(second, encoder);
    assertThat(SchemaChange.resets(schema(silent).build(), schema(device).build())).isFalse();
    assertThat(SchemaChange.resets(schema(device).build(), schema(silent).build())).isTrue();
    assertThat(named(extended, mobile)).containsOnlyKeys("device=mobile");
  }

  @Test
  void anExtension_movesNothing() {
    ContextSchema.Builder schema =
        schema(Samples.categorical("device", 2), Samples.flag("vip"))
            .addCrossed(Samples.pair("device", "vip"));
    dev.bandolier.v1.Campaign.Builder definition = campaign(schema);
    Campaign before = Samples.created(definition);
    Encoder old = Encoder.compile(before, null).withValue("device", "mobile");
    schema
        .addFeatures(0, Samples.numeric("age", 0, 1))
        .addCrossed(0, Samples.pair("vip", "hour"))
        .addFeatures(Samples.cyclic("hour", 4, NOTHING))
        .setCrossed(1, Samples.pair("vip", "device"));
    Campaign after =
        Samples.updated(before, definition.setSchema(schema).addSlots(Samples.slot("third", "c")));
    Encoder extended = Encoder.compile(after, old);

    for (int slot = 0; slot < 2; slot++) {
      assertThat(extended.dimension(slot)).isEqualTo(old.dimension(slot) + 2 + 4 + 8);
      for (int i = 0; i < old.dimension(slot); i++) {
        assertThat(extended.nameOf(slot, i)).isEqualTo(old.nameOf(slot, i));
      }
    }
    assertThat(extended.dimension(2)).isEqualTo(extended.dimension(0));
    assertThat(extended.knows("device", "mobile")).isTrue();
    assertThat(
            named(
                extended,
                1,
                0,
                Samples.category("device", "mobile"),
                Samples.flag("vip", true),
                Samples.number("age", 1),
                Samples.number("hour", 2)))
        .containsOnlyKeys(
            "device=mobile",
            "vip",
            "age",
            "hour=2",
            "hour=2 & vip=true",
            "device=mobile & vip=true",
            "first=a0");
  }

  @Test
  void aReset_isLaidOutAnewAndKeepsTheVocabularies() {
    ContextSchema.Builder schema =
        schema(
            Samples.numeric("age", 0, 1),
            Samples.categorical("device", 2),
            Samples.categorical("os", 2));
    dev.bandolier.v1.Campaign.Builder definition = campaign(schema);
    Campaign before = Samples.created(definition);
    Encoder old =
        Encoder.compile(before, null).withValue("device", "mobile").withValue("os", "linux");
    schema.removeFeatures(0).setFeatures(1, Samples.categorical("os", 3));
    Campaign after = Samples.updated(before, definition.setSchema(schema));
    Encoder anew = Encoder.compile(after, old);

    assertThat(anew.dimension(0)).isEqualTo(1 + 3 + 4);
    assertThat(anew.nameOf(0, 1)).isEqualTo("device=mobile");
    assertThat(anew.knows("os", "linux")).isFalse();
  }

  @Test
  void otherContextSlots_layOutOnlyThatSlotAnew() {
    ContextSchema.Builder schema = schema(Samples.flag("vip"));
    dev.bandolier.v1.Campaign.Builder definition = campaign(schema);
    Campaign before = Samples.created(definition);
    Encoder old = Encoder.compile(before, null);
    schema.addFeatures(Samples.flag("new"));
    definition.setSchema(schema).getSlotsBuilder(1).clearContextSlots();
    Encoder after = Encoder.compile(Samples.updated(before, definition), old);

    assertThat(after.dimension(1)).isEqualTo(5);
    assertThat(after.nameOf(1, 3)).isEqualTo("new");
    assertThat(after.dimension(0)).isEqualTo(5);
  }

  @Test
  void theDimension_isThatOfTheRules() {
    Campaign campaign = Samples.created(Samples.mail());
    Encoder encoder = Encoder.compile(campaign, null);

    assertThat(encoder.dimension(0)).isEqualTo(1 + 4 + 24 + 2 + 2 + 8);
    assertThat(encoder.dimension(1)).isEqualTo(1 + 4 + 24 + 2 + 2 + 8 + 17);
    assertThat(encoder.campaign()).isSameAs(campaign);
    assertThatThrownBy(() -> encoder.nameOf(0, encoder.dimension(0)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void readingBack_encodesTheSameVector() {
    Encoder encoder = Encoder.compile(Samples.created(Samples.mail()), null);
    ContextValues values =
        values(encoder, Samples.category("device", "mobile"), Samples.number("age", 33));
    ContextValues again = new ContextValues();
    again.read(values.section());

    assertThat(entries(encoder, again)).isEqualTo(entries(encoder, values));
  }

  private static String entries(Encoder encoder, ContextValues values) {
    SparseVector vector = new SparseVector(1);
    encoder.encode(0, values, new int[] {-1, -1, -1}, vector);
    double[] entries = new double[encoder.dimension(0)];
    for (int i = 0; i < vector.size(); i++) {
      entries[vector.index(i)] = vector.value(i);
    }
    return Arrays.toString(entries);
  }

  @Test
  void decidingsPart_allocatesNothing() {
    Encoder encoder =
        Encoder.compile(Samples.created(Samples.mail()), null).withValue("device", "mobile");
    Context context =
        Context.newBuilder()
            .addFeatures(Samples.category("device", "mobile"))
            .addFeatures(Samples.number("age", 33))
            .addFeatures(Samples.flag("vip", true))
            .build();
    ContextValues values = new ContextValues();
    SparseVector vector = new SparseVector(16);
    int[] chosen = {1, -1, -1};
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      least = Math.min(least, allocated(() -> decide(encoder, context, values, chosen, vector)));
    }

    // An iteration's share of the measurement itself is below a byte.
    assertThat(least).isLessThan(1000);
  }

  private static void decide(
      Encoder encoder, Context context, ContextValues values, int[] chosen, SparseVector vector) {
    for (int i = 0; i < 1000; i++) {
      assertThatEmpty(encoder.reader().read(context, 1_700_000_000_000L + i, values));
      assertThatEmpty(encoder.unseen(values));
      encoder.encode(1, values, chosen, vector);
      values.section();
    }
  }

  private static void assertThatEmpty(List<?> list) {
    if (!list.isEmpty()) {
      throw new AssertionError(list);
    }
  }

  private static long allocated(Runnable work) {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
