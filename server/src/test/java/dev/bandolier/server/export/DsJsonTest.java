package dev.bandolier.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DsJsonTest {

  private static ExportedDecision.Choice choice(
      String arm, int index, double propensity, @Nullable Double reward) {
    String state = reward == null ? "OPEN" : "REWARDED";
    return new ExportedDecision.Choice(arm, index, propensity, state, reward);
  }

  private static List<JsonNode> write(ExportedDecision.Slot... slots) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DsJson lines = DsJson.to(bytes)) {
      lines.write(decision("POLICY", slots));
    }
    List<JsonNode> parsed = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : bytes.toString(StandardCharsets.UTF_8).lines().toList()) {
      parsed.add(mapper.readTree(line));
    }
    return parsed;
  }

  private static ExportedDecision decision(String source, ExportedDecision.Slot... slots) {
    return new ExportedDecision(
        "d1",
        "campaigns/c",
        64,
        1_700_000_000_000L,
        1,
        40,
        true,
        source,
        true,
        "",
        List.of(),
        Map.of("device", "mobile", "age", 41.0),
        List.of(slots),
        List.of());
  }

  @Test
  void timeOfAWholeSecond_isAsLongAsAnyOther() throws Exception {
    ExportedDecision.Slot slot =
        new ExportedDecision.Slot(
            "image", "a", List.of("a", "b"), List.of(0.2, 0.8), List.of(choice("a", 0, 0.2, 1.0)));
    assertThat(write(slot).get(0).get("Timestamp").asText()).isEqualTo("2023-11-14T22:13:20.000Z");
  }

  @Test
  void decisionsThatThePolicyDidNotMake_areLeftOut_andCounted() throws Exception {
    ExportedDecision.Slot slot =
        new ExportedDecision.Slot(
            "image", "b", List.of("a", "b"), List.of(0.2, 0.8), List.of(choice("a", 0, 1, 1.0)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DsJson lines = DsJson.to(bytes)) {
      lines.write(decision("SHADOW", slot));
      lines.write(decision("HOLDOUT", slot));
      assertThat(lines.leftOut()).isEqualTo(2);
    }
    assertThat(bytes.size()).isZero();
  }

  @Test
  void chosenArm_comesFirst_withItsCostAndProbability() throws Exception {
    JsonNode line =
        write(
                new ExportedDecision.Slot(
                    "image",
                    null,
                    List.of("a", "b", "c"),
                    List.of(0.2, 0.5, 0.3),
                    List.of(choice("b", 1, 0.5, 2.0))))
            .get(0);
    assertThat(line.get("_label_cost").asDouble()).isEqualTo(-2);
    assertThat(line.get("_label_probability").asDouble()).isEqualTo(0.5);
    assertThat(line.get("_label_Action").asInt()).isEqualTo(2);
    assertThat(line.get("a").toString()).isEqualTo("[2,1,3]");
    assertThat(line.get("p").toString()).isEqualTo("[0.5,0.2,0.3]");
    assertThat(line.at("/c/_multi/1/Arm/id").asText()).isEqualTo("b");
    assertThat(line.at("/c/Context/device").asText()).isEqualTo("mobile");
  }

  @Test
  void laterPosition_isAmongThoseLeft_renormalised() throws Exception {
    List<JsonNode> lines =
        write(
            new ExportedDecision.Slot(
                "image",
                null,
                List.of("a", "b", "c"),
                List.of(0.25, 0.5, 0.25),
                List.of(choice("b", 1, 0.5, 1.0), choice("c", 2, 0.5, 0.0))));
    assertThat(lines).hasSize(2);
    JsonNode second = lines.get(1);
    assertThat(second.at("/c/_multi")).hasSize(2);
    assertThat(second.get("_label_Action").asInt()).isEqualTo(2);
    assertThat(second.get("p").toString()).isEqualTo("[0.5,0.5]");
  }

  @Test
  void openPosition_isLeftOut_andTheNextSlotKnowsWhatWasChosen() throws Exception {
    List<JsonNode> lines =
        write(
            new ExportedDecision.Slot(
                "subject", null, List.of("x"), List.of(1.0), List.of(choice("x", 0, 1, null))),
            new ExportedDecision.Slot(
                "image", null, List.of("a"), List.of(1.0), List.of(choice("a", 0, 1, 1.0))));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).at("/c/Chosen/subject").asText()).isEqualTo("x");
    assertThat(lines.get(0).get("EventId").asText()).isEqualTo("d1/image/0");
  }
}
