package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.explain.ExplainOutcome;
import dev.bandolier.server.explain.ExplainOutcome.Done;
import dev.bandolier.server.explain.ExplainOutcome.Refused;
import dev.bandolier.server.journal.ReadOnlyJournal;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.server.manage.SnapshotOutcome;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.ArmExplanation;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Coefficient;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.ExplainRequest;
import dev.bandolier.v1.ExplainResponse;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.GetPosteriorRequest;
import dev.bandolier.v1.GetPosteriorResponse;
import dev.bandolier.v1.NamedValue;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.ServingMode;
import dev.bandolier.v1.SetServingModeRequest;
import dev.bandolier.v1.SettlementState;
import dev.bandolier.v1.SlotExplanation;
import dev.bandolier.v1.TakeSnapshotRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ExplainTest {

  private static final String MAIL = "campaigns/mail";
  private static final String MAIL_YAML =
      """
      name: campaigns/mail
      slots:
        - {name: subject, arms: [{id: welcome}, {id: spring}, {id: offer}]}
        - {name: image, contextSlots: [subject], arms: [{id: close-up}, {id: panorama}]}
      schema:
        features:
          - {name: device, categorical: {maxValues: 3}}
          - {name: age, numeric: {min: 0, max: 100}}
      rewardRules:
        - {outcome: open, reward: 1, slots: [subject], window: 86400s}
        - {outcome: click, reward: 1, slots: [image], window: 86400s}
      """;

  /** Every policy has its turn; windows close within the test, many in one fact. */
  private static final String QUICK = "campaigns/quick";

  private static final String QUICK_YAML =
      """
      name: campaigns/quick
      slots: [{name: image, arms: [{id: a}, {id: b}, {id: c}]}]
      schema: {features: [{name: device, categorical: {maxValues: 3}}]}
      policy: {type: POLICY_TYPE_LIN_UCB}
      grace: 0s
      learningMode: LEARNING_MODE_AT_WINDOW_CLOSE
      rewardRules: [{outcome: open, reward: 1, window: 1s}]
      """;

  private static final List<String> DEVICES = List.of("mobile", "desktop", "tablet", "watch");

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private Server start() throws StartException, IOException {
    Files.createDirectories(folder);
    return Server.start(SampleServer.config(data()), Facilities.NONE);
  }

  private ReplaySource source() throws IOException {
    Path work = Files.createDirectories(folder.resolve("work"));
    return DataFiles.of(
        SampleServer.config(data()), ReadOnlyJournal.open(data().resolve("journal")), work);
  }

  private static void create(Server server, String yaml) throws Exception {
    CreateCampaignRequest request =
        CreateCampaignRequest.newBuilder().setCampaign(CampaignFile.parse(yaml, "test")).build();
    assertThat(server.rooms().management().create(request))
        .isInstanceOf(ManageOutcome.Changed.class);
  }

  private static void update(Server server, String yaml) throws Exception {
    Campaign wanted = CampaignFile.parse(yaml, "test");
    assertThat(
            server
                .rooms()
                .management()
                .update(
                    UpdateCampaignRequest.newBuilder()
                        .setCampaign(wanted)
                        .setAllowReset(true)
                        .build()))
        .isInstanceOf(ManageOutcome.Changed.class);
  }

  private static void decide(Server server, String campaign, String id, int i) {
    Context.Builder context =
        Context.newBuilder()
            .addFeatures(Feature.newBuilder().setName("device").setCategory(DEVICES.get(i % 4)));
    if (campaign.equals(MAIL)) {
      context.addFeatures(Feature.newBuilder().setName("age").setNumber(20 + i % 50));
    }
    DecideRequest request =
        DecideRequest.newBuilder()
            .setCampaign(campaign)
            .setDecisionId(id)
            .setContext(context)
            .build();
    if (!(server.rooms().decider().decide(request) instanceof DecideOutcome.Decided decided)) {
      throw new AssertionError("not decided: " + id);
    }
    server.rooms().decider().answered(decided);
  }

  private static void open(Server server, String campaign, String id, boolean wait) {
    Outcome outcome =
        Outcome.newBuilder().setCampaign(campaign).setDecisionId(id).setName("open").build();
    AcknowledgeWhen when =
        wait ? AcknowledgeWhen.ACKNOWLEDGE_WHEN_FOLDED : AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED;
    var unused = server.rooms().feedback().report(outcome, when).join();
  }

  private static void mails(Server server, int from, int to) {
    for (int i = from; i < to; i++) {
      decide(server, MAIL, "mail-" + i, i);
      if (i % 3 == 0) {
        open(server, MAIL, "mail-" + i, i % 2 == 0);
      }
    }
  }

  private static void rollBack(Server server, String snapshot, RollbackMode mode) {
    RollbackRequest request =
        RollbackRequest.newBuilder().setCampaign(MAIL).setSnapshot(snapshot).setMode(mode).build();
    assertThat(server.rooms().snapshots().rollback(request, () -> false))
        .isInstanceOf(SnapshotOutcome.Done.class);
  }

  @Test
  void everyDecisionsPmf_isReproducedBitForBit_acrossRestartsUpdatesRollbacksAndFreezes()
      throws Exception {
    try (Server server = start()) {
      create(server, MAIL_YAML);
      mails(server, 0, 300);
      TakeSnapshotRequest snapshot =
          TakeSnapshotRequest.newBuilder().setCampaign(MAIL).setSnapshot("before").build();
      assertThat(server.rooms().snapshots().take(snapshot))
          .isInstanceOf(SnapshotOutcome.Done.class);
      update(server, MAIL_YAML.replace("{id: offer}", "{id: offer}, {id: late}"));
      mails(server, 300, 500);
    }
    try (Server server = start()) {
      mails(server, 500, 600);
      rollBack(server, "before", RollbackMode.ROLLBACK_MODE_LEAVE_OUT);
      mails(server, 600, 700);
      update(
          server,
          MAIL_YAML
              .replace("{id: offer}", "{id: offer}, {id: late}")
              .replace("max: 100}}", "max: 100}}\n    - {name: member, boolean: {}}"));
      mails(server, 700, 800);
      setMode(server, ServingMode.SERVING_MODE_FROZEN);
      mails(server, 800, 900);
      setMode(server, ServingMode.SERVING_MODE_ONLINE);
      mails(server, 900, 1000);
      rollBack(server, "before", RollbackMode.ROLLBACK_MODE_FOLD_AGAIN);
      mails(server, 1000, 1100);
    }
    Reproduction all = Reproduction.of(source());
    assertThat(all.missing()).isEmpty();
    assertThat(all.reproduced).isGreaterThanOrEqualTo(1090);
    assertThat(all.scored).isEqualTo(all.reproduced);
  }

  private static void setMode(Server server, ServingMode mode) {
    assertThat(
            server
                .rooms()
                .management()
                .setMode(
                    SetServingModeRequest.newBuilder().setCampaign(MAIL).setMode(mode).build()))
        .isInstanceOf(ManageOutcome.Changed.class);
  }

  @Test
  void decisionsBetweenTheStepsOfOneFact_areReproduced_whilePosteriorsMove() throws Exception {
    try (Server server = start()) {
      create(server, QUICK_YAML);
      for (int i = 0; i < 3000; i++) {
        decide(server, QUICK, "first-" + i, i);
        if (i % 5 == 0) {
          open(server, QUICK, "first-" + i, false);
        }
      }
      decideUntilClosed(server);
    }
    Reproduction all = Reproduction.of(source());
    assertThat(all.missing()).isEmpty();
    assertThat(all.reproduced).isGreaterThan(3000);
  }

  /** Decides until the first decisions' windows are closed, so that some fall between the steps. */
  private static void decideUntilClosed(Server server) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    int made = 0;
    long closed = 0;
    while (closed < 3000) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      decide(server, QUICK, "next-" + made, made);
      made++;
      closed = made % 20 == 0 ? closed(server) : closed;
    }
  }

  private static long closed(Server server) {
    var arms = server.rooms().statistics().of(campaign(server, QUICK), null);
    return arms.slots().get(0).arms().stream().mapToLong(arm -> arm.closed()).sum();
  }

  private static dev.bandolier.server.campaign.Campaign campaign(Server server, String name) {
    var found = server.campaigns().find(name);
    if (found == null) {
      throw new AssertionError("no campaign " + name);
    }
    return found;
  }

  private static ExplainResponse explained(ExplainOutcome<ExplainResponse> outcome) {
    if (outcome instanceof Done<ExplainResponse> done) {
      return done.value();
    }
    throw new AssertionError(((Refused<ExplainResponse>) outcome).refusal().toString());
  }

  private static ExplainRequest about(String id) {
    return ExplainRequest.newBuilder().setCampaign(MAIL).setDecisionId(id).build();
  }

  @Test
  void contributions_sumUpToTheEstimate_andHistoryHasItsFates() throws Exception {
    try (Server server = start()) {
      create(server, MAIL_YAML);
      mails(server, 0, 200);
      open(server, MAIL, "mail-150", true);
      ExplainResponse told =
          explained(server.rooms().explanations().explain(about("mail-150"), () -> false));
      assertThat(told.getPmfReproduced()).isTrue();
      assertThat(told.getModelVersionExact()).isTrue();
      assertThat(told.getSlotsCount()).isEqualTo(2);
      SlotExplanation subject = told.getSlots(0);
      assertThat(subject.getScored()).isTrue();
      assertThat(subject.getVectorList())
          .extracting(NamedValue::getName)
          .containsExactly("(intercept)", "device=tablet", "age");
      for (ArmExplanation arm : subject.getArmsList()) {
        double sum = arm.getContributionsList().stream().mapToDouble(NamedValue::getValue).sum();
        assertThat(sum).isCloseTo(arm.getEstimate(), within(1e-9));
        assertThat(arm.getWidth()).isPositive();
        assertThat(arm.getRecomputedProbability()).isEqualTo(arm.getProbability());
      }
      assertThat(subject.getRunnerUp()).isNotEmpty().isNotEqualTo(subject.getChosen(0));
      assertThat(told.getHistoryList())
          .extracting(fact -> fact.getName() + " " + fact.getFate())
          .containsExactly("open FATE_ACCEPTED", "open FATE_DUPLICATE");
      assertThat(told.getSettlements(0).getState())
          .isEqualTo(SettlementState.SETTLEMENT_STATE_OPEN);
      assertThat(told.getSettlements(0).getReward()).isEqualTo(1);
      assertThat(told.getSettlements(1).getReward()).isZero();
      assertThat(told.getHistory(0).getFate()).isEqualTo(Fate.FATE_ACCEPTED);
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void oneMoreThanMayBeExplainedAtOnce_isRefused_andACancelledOneEnds() throws Exception {
    try (Server server = start()) {
      create(server, MAIL_YAML);
      mails(server, 0, 20);
      CountDownLatch folding = new CountDownLatch(1);
      CountDownLatch free = new CountDownLatch(1);
      AtomicInteger asked = new AtomicInteger();
      CompletableFuture<Object> first =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return server
                      .rooms()
                      .explanations()
                      .explain(
                          about("mail-3"),
                          () -> {
                            asked.incrementAndGet();
                            folding.countDown();
                            return awaited(free);
                          });
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(folding.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.rooms().explanations().explain(about("mail-4"), () -> false))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.refusal().reason().name()).isEqualTo("OVERLOADED"));
      free.countDown();
      assertThatThrownBy(first::join).hasCauseInstanceOf(CancellationException.class);
      assertThat(asked).hasPositiveValue();
      assertThat(explained(server.rooms().explanations().explain(about("mail-4"), () -> false)))
          .isNotNull();
      assertThat(data().resolve("explain")).isEmptyDirectory();
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Test
  void unknownDecision_isNotFound() throws Exception {
    try (Server server = start()) {
      create(server, MAIL_YAML);
      mails(server, 0, 3);
      assertThat(server.rooms().explanations().explain(about("mail-99"), () -> false))
          .isInstanceOfSatisfying(
              Refused.class,
              refused ->
                  assertThat(refused.refusal().reason().name()).isEqualTo("DECISION_NOT_FOUND"));
    }
  }

  @Test
  void posterior_namesItsCoefficients_andUndoesTheScale() throws Exception {
    try (Server server = start()) {
      create(server, MAIL_YAML);
      mails(server, 0, 200);
      GetPosteriorRequest request =
          GetPosteriorRequest.newBuilder()
              .setCampaign(MAIL)
              .setSlot("subject")
              .setArm("welcome")
              .build();
      if (!(server.rooms().posteriors().read(request) instanceof Done<GetPosteriorResponse> done)) {
        throw new AssertionError("refused");
      }
      GetPosteriorResponse posterior = done.value();
      assertThat(posterior.getCoefficientsList())
          .extracting(Coefficient::getName)
          .startsWith("(intercept)", "device=mobile")
          .contains("age", "age=(missing)");
      assertThat(posterior.getObservations()).isPositive();
      Coefficient age =
          posterior.getCoefficientsList().stream()
              .filter(each -> each.getName().equals("age"))
              .findFirst()
              .orElseThrow();
      assertThat(age.getPerUnit()).isEqualTo(age.getMean() / 100);
      assertThat(posterior.getCoefficientsList()).allMatch(each -> each.getDeviation() > 0);
      assertThat(posterior.getCoefficients(0).hasPerUnit()).isFalse();
    }
  }

  @Test
  void command_tellsTheSame_whileTheServerRuns() throws Exception {
    try (Server server = start()) {
      create(server, MAIL_YAML);
      mails(server, 0, 50);
      StringWriter written = new StringWriter();
      PrintWriter writer = new PrintWriter(written);
      Path json = folder.resolve("why.json");
      int code =
          new CommandLine(new ExplainCommand())
              .setOut(writer)
              .setErr(writer)
              .execute(
                  "--data",
                  data().toString(),
                  "--decision",
                  "mail-33",
                  "--memory",
                  "16M",
                  "--ledger-memory",
                  "64M",
                  "--json",
                  json.toString());
      assertThat(code).as(written.toString()).isZero();
      assertThat(written.toString())
          .contains("reproduced bit for bit", "slot subject", "(intercept)", "OUTCOME open");
      assertThat(Files.readString(json)).contains("\"pmfReproduced\" : true");
    }
  }
}
