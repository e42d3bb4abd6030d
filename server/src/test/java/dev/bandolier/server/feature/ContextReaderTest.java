package dev.bandolier.server.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Timestamp;
import dev.bandolier.server.campaign.Samples;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.Feature;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample's schema: device (categorical), hour (derived), age (numeric), vip (boolean). */
final class ContextReaderTest {

  private static final int DEVICE = 0;
  private static final int HOUR = 1;
  private static final int AGE = 2;
  private static final int VIP = 3;
  private static final long NOON = Instant.parse("2026-07-01T10:00:00Z").toEpochMilli();

  private final ContextReader reader = ContextReader.compile(Samples.created(Samples.mail()));
  private final ContextValues values = new ContextValues();

  private List<Violation> read(Context.Builder context) {
    return reader.read(context.build(), NOON, values);
  }

  private static Context.Builder context(Feature... features) {
    return Context.newBuilder().addAllFeatures(List.of(features));
  }

  @Test
  void features_comeInAnyOrder() {
    assertThat(
            read(
                context(
                    Samples.flag("vip", true),
                    Samples.number("age", 40),
                    Samples.category("device", "mobile"))))
        .isEmpty();
    assertThat(values.category(DEVICE)).isEqualTo("mobile");
    assertThat(values.number(AGE)).isEqualTo(40);
    assertThat(values.flag(VIP)).isTrue();
  }

  @Test
  void aFeatureThatIsLeftOut_isMissing() {
    assertThat(read(context(Samples.flag("vip", false)))).isEmpty();

    assertThat(values.isMissing(DEVICE)).isTrue();
    assertThat(values.isMissing(AGE)).isTrue();
    assertThat(values.isMissing(VIP)).isFalse();
    assertThat(values.flag(VIP)).isFalse();
  }

  @Test
  void theHour_isDerivedFromNowInTheSchemasZone() {
    assertThat(read(context())).isEmpty();

    assertThat(values.number(HOUR)).isEqualTo(12);
  }

  @Test
  void theHour_isDerivedFromTheRequestsTimeAndZone() {
    Context.Builder context = context().setTimeZone("America/New_York");
    context.getTimeBuilder().setSeconds(NOON / 1000 + 3600);
    assertThat(read(context)).isEmpty();

    assertThat(values.number(HOUR)).isEqualTo(7);
  }

  @Test
  void theHour_isNotDerivedWhereTheRequestCarriesIt() {
    assertThat(read(context(Samples.number("hour", 3)))).isEmpty();

    assertThat(values.number(HOUR)).isEqualTo(3);
  }

  static Stream<Arguments> bad() {
    Feature vip = Samples.flag("vip", true);
    return Stream.of(
        arguments("features[1].name", context(vip, Samples.number("nobody", 1))),
        arguments("features[1].name", context(vip, vip)),
        arguments("features[0].number", context(Samples.number("device", 1))),
        arguments("features[0].category", context(Samples.category("age", "1"))),
        arguments("features[0].flag", context(Samples.flag("hour", true))),
        arguments("features[0].number", context(Samples.number("vip", 1))),
        arguments("features[0]", context(Feature.newBuilder().setName("age").build())),
        arguments("features[0].number", context(Samples.number("age", Double.NaN))),
        arguments("features[0].number", context(Samples.number("hour", 1 / -0.0))),
        arguments("features[0].category", context(Samples.category("device", "é".repeat(129)))),
        arguments("time_zone", context().setTimeZone("Mars/Olympus")),
        arguments("time", context().setTime(Timestamp.newBuilder().setSeconds(1L << 60))),
        arguments("time", context().setTime(Timestamp.newBuilder().setNanos(-1))));
  }

  @ParameterizedTest(name = "{0} #{index}")
  @MethodSource("bad")
  void whatIsWrong_isNamed(String field, Context.Builder context) {
    assertThat(read(context)).extracting(Violation::field).containsExactly("context." + field);
  }

  @Test
  void violations_areBounded() {
    Context.Builder context = context();
    for (int i = 0; i < 1000; i++) {
      context.addFeatures(Samples.number("nobody", i));
    }

    assertThat(read(context)).hasSize(100);
  }

  @Test
  void theLongestValue_isTaken() {
    assertThat(read(context(Samples.category("device", "é".repeat(128))))).isEmpty();
  }

  @Test
  void aSecondReading_forgetsTheFirst() {
    read(context(Samples.category("device", "mobile"), Samples.number("age", 3)));
    read(context());

    assertThat(values.isMissing(DEVICE)).isTrue();
    assertThat(values.isMissing(AGE)).isTrue();
  }
}
