package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.SlotRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DecideRequestsTest {

  private static final Campaign CAMPAIGN = Definitions.compiled(Definitions.mail());

  static Stream<Arguments> badRequests() {
    return Stream.of(
        bad("decision_id", request().setDecisionId("x".repeat(65))),
        bad("decision_id", request().setDecisionId("ä".repeat(33))),
        bad("unit", request().setUnit("x".repeat(257))),
        bad("slots[0].slot", request().addSlots(slot("nothing"))),
        bad("slots[0].slot", request().addSlots(slot(""))),
        bad("slots[1].slot", request().addSlots(slot("image")).addSlots(slot("image"))),
        bad("slots[0].count", request().addSlots(slot("image").setCount(-1))),
        bad("slots[0].count", request().addSlots(slot("image").setCount(65))),
        bad("slots[0].only[1]", request().addSlots(slot("image").addOnly("i1").addOnly("s1"))),
        bad("slots[0].except[0]", request().addSlots(slot("image").addExcept("none"))),
        bad("labels", nineLabels()),
        bad("labels", request().putLabels("", "x")),
        bad("labels", request().putLabels("a=b", "x")),
        bad("labels", request().putLabels("k".repeat(33), "x")),
        bad("labels[send]", request().putLabels("send", "x".repeat(65))));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void aBadField_isRefused_byItsPath(String field, DecideRequest request) {
    assertThat(check(request)).extracting(Violation::field).contains(field);
  }

  @Test
  void aGoodRequest_isNotRefused() {
    DecideRequest request =
        request()
            .setDecisionId("ä".repeat(32))
            .setUnit("x".repeat(256))
            .putLabels("k".repeat(32), "v".repeat(64))
            .addSlots(slot("image").setCount(2).addOnly("i1").addExcept("i2"))
            .addSlots(slot("subject"))
            .build();

    assertThat(check(request)).isEmpty();
  }

  @Test
  void aBadContext_isRefusedByTheReader_withItsPath() {
    Context context =
        Context.newBuilder()
            .addFeatures(Feature.newBuilder().setName("age").setNumber(Double.NaN))
            .build();
    Served served = Models.untaught(CAMPAIGN);

    List<Violation> violations =
        served.encoder().reader().read(context, 0, new Workbench().context);

    assertThat(violations)
        .extracting(Violation::field)
        .containsExactly("context.features[0].number");
  }

  private static List<Violation> check(DecideRequest request) {
    List<Violation> violations = new ArrayList<>();
    DecideRequests.check(request, CAMPAIGN, Labels.areIn(request), violations);
    return violations;
  }

  private static Arguments bad(String field, DecideRequest.Builder request) {
    return Arguments.of(field, request.build());
  }

  private static DecideRequest.Builder request() {
    return DecideRequest.newBuilder().setCampaign(Definitions.NAME);
  }

  private static SlotRequest.Builder slot(String name) {
    return SlotRequest.newBuilder().setSlot(name);
  }

  private static DecideRequest.Builder nineLabels() {
    DecideRequest.Builder request = request();
    for (int i = 0; i < 9; i++) {
      request.putLabels("k" + i, "v");
    }
    return request;
  }
}
