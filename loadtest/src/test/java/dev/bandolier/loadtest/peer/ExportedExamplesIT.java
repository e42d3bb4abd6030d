package dev.bandolier.loadtest.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bandolier.client.Acknowledge;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.SlotWanted;
import dev.bandolier.loadtest.subject.Home;
import dev.bandolier.loadtest.subject.Life;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vowpalwabbit.spark.VowpalWabbitNative;
import org.vowpalwabbit.spark.VowpalWabbitPerformanceStatistics;
import vowpalWabbit.responses.ActionProbs;

/**
 * What the real server exports of its decisions, read by Vowpal Wabbit. It chooses evenly (ε = 1), so that its loss of an
 * example is cost / probability / number of actions: what it took for these three.
 */
@Tag("once")
final class ExportedExamplesIT {
  private static final String MAIL = "campaigns/mail";
  private static final int MAILS = 40;

  /** The subject's arm, and two for the image. */
  private static final int EXAMPLES = 3 * MAILS;

  private static final String DEFINITION =
      """
      name: campaigns/mail
      grace: 3600s
      slots:
        - {name: subject, arms: [{id: welcome}, {id: spring}, {id: offer}]}
        - {name: image, contextSlots: [subject], arms: [{id: one}, {id: two}, {id: three}, {id: four}]}
      schema:
        features:
          - {name: device, categorical: {maxValues: 4}}
          - {name: age, numeric: {min: 0, max: 100}}
          - {name: vip, boolean: {}}
      rewardRules:
        - {outcome: open, reward: 1, slots: [subject], window: 1s}
        - {outcome: purchase, reward: 0.5, usesValue: true, valueRange: {min: 0, max: 10}, slots: [image], window: 1s}
      """;

  private static final List<String> DEVICES = List.of("mobile", "say \"hi\" \\ there", "größer");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static List<String> lines = List.of();

  @BeforeAll
  static void export() throws Exception {
    Path jar = Path.of(System.getProperty("bandolier.jar")).toAbsolutePath();
    Home home = new Home(jar, folder, List.of("--memory", "32M", "--ledger-memory", "64M"));
    try (Life life = Life.launch(home, List.of());
        BanditClient client = BanditClient.connect(life.requireReady())) {
      client.campaigns().create(DEFINITION);
      for (int i = 0; i < MAILS; i++) {
        mail(client, i);
      }
      close(client);
      life.stop();
    }
    Path out = folder.resolve("mail.dsjson");
    String[] words = {"export", "--campaign", "mail", "--format", "dsjson", "--data"};
    List<String> command = home.java(List.of(), words);
    command.addAll(List.of(home.data().toString(), "--out", out.toString()));
    command.addAll(home.options());
    Path said = folder.resolve("export.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    lines = Files.readAllLines(out);
  }

  /** Says again and again that all up to now was told, until every window is closed. */
  private static void close(BanditClient client) {
    Instant limit = Instant.now().plusSeconds(60);
    while (client.campaigns().statistics(MAIL).openDecisions() > 0) {
      assertThat(Instant.now()).as("until every window is closed").isBefore(limit);
      client.completeUpTo(MAIL, Instant.now()).join();
    }
  }

  private static void mail(BanditClient client, int i) {
    Decision decision =
        client.decideNow(
            DecisionRequest.builder(MAIL)
                .decisionId("mail-" + i)
                .category("device", DEVICES.get(i % DEVICES.size()))
                .number("age", 20 + i)
                .flag("vip", i % 2 == 0)
                .slot("subject")
                .slot(SlotWanted.best("image", 2))
                .build());
    if (i % 3 == 0) {
      report(client, decision.outcome("open"), decision);
    }
    if (i % 4 == 0) {
      String second = decision.choices("image").get(1).arm();
      OutcomeReport.Builder bought = decision.outcome("purchase").slot("image").arm(second);
      report(client, bought.value(i % 7), decision);
    }
  }

  private static void report(
      BanditClient client, OutcomeReport.Builder outcome, Decision decision) {
    OutcomeReport report = outcome.time(decision.time()).build();
    assertThat(client.report(report, Acknowledge.FOLDED).join().fate()).isEqualTo(Fate.ACCEPTED);
  }

  @AfterAll
  static void forget() {
    lines = List.of();
  }

  @Test
  void everyLine_isOneExample_withTheActionsCostAndProbabilityThatWereWritten() throws Exception {
    assertThat(lines).hasSize(EXAMPLES);
    double costs = 0;
    double loss = 0;
    long features = 0;
    int first = 0;
    Path metrics = folder.resolve("metrics.json");
    try (VowpalWabbitNative reader = reader(metrics)) {
      for (int i = 0; i < EXAMPLES; i++) {
        JsonNode line = JSON.readTree(lines.get(i));
        ActionProbs chosen = (ActionProbs) reader.learnFromString(lines.get(i));
        VowpalWabbitPerformanceStatistics after = reader.getPerformanceStatistics();
        int actions = line.at("/c/_multi").size();
        assertThat(chosen.getActionProbs()).as(lines.get(i)).hasSize(actions);
        assertThat(after.getNumberOfExamplesPerPass()).isEqualTo(i + 1);
        double cost = line.get("_label_cost").asDouble();
        double expected = cost / line.get("_label_probability").asDouble() / actions;
        double lost = after.getAverageLoss() * (i + 1);
        assertThat(lost - loss).as(lines.get(i)).isCloseTo(expected, within(1e-4));
        loss = lost;
        long seen = after.getTotalNumberOfFeatures() - features;
        assertThat(seen).as(lines.get(i)).isEqualTo(actions * featuresOf(line));
        features += seen;
        costs += cost;
        first += line.get("_labelIndex").asInt() == 0 ? 1 : 0;
      }
    }
    assertThat(loss).isLessThan(-10);
    JsonNode told = JSON.readTree(metrics.toFile());
    for (String none :
        List.of("line_parse_error", "number_skipped_events", "number_events_zero_actions")) {
      assertThat(told.get(none).asInt(-1)).as(none).isZero();
    }
    assertThat(told.get("cbea_labeled_ex").asInt()).isEqualTo(EXAMPLES);
    assertThat(told.get("cbea_label_first_action").asInt()).isEqualTo(first);
    assertThat(told.get("cbea_sum_cost").asDouble()).isCloseTo(costs, within(1e-3));
    assertThat(told.get("first_event_id").asText()).isEqualTo("mail-0/subject/0");
    assertThat(told.get("last_event_id").asText()).isEqualTo("mail-39/image/1");
  }

  /** The action's id and a constant, then what is not 0 of the context, and the arms chosen before. */
  private static long featuresOf(JsonNode line) {
    long features = 2;
    for (JsonNode value : line.at("/c/Context")) {
      features += value.isBoolean() && !value.asBoolean() ? 0 : 1;
    }
    return features + line.at("/c/Chosen").size();
  }

  @Test
  void lineThatIsNone_isCountedByTheReader() throws Exception {
    Path metrics = folder.resolve("wrong.json");
    try (VowpalWabbitNative reader = reader(metrics)) {
      reader.learnFromString(lines.get(0));
      reader.learnFromString("{" + lines.get(1));
    }
    assertThat(JSON.readTree(metrics.toFile()).get("line_parse_error").asInt()).isEqualTo(1);
  }

  private static VowpalWabbitNative reader(Path metrics) {
    return new VowpalWabbitNative(
        "--dsjson --cb_explore_adf --epsilon 1 --quiet --extra_metrics " + metrics);
  }
}
