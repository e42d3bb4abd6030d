package dev.bandolier.server;

import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.manage.ManageOutcome;
import dev.bandolier.server.manage.SnapshotOutcome;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.RollbackMode;
import dev.bandolier.v1.RollbackRequest;
import dev.bandolier.v1.RollbackResponse;
import dev.bandolier.v1.TakeSnapshotRequest;
import dev.bandolier.v1.UpdateCampaignRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A server in this process over a directory, with small files and the mail campaign, and traffic for it. */
final class SampleServer implements AutoCloseable {

  static final String MAIL = "campaigns/spring-mail";

  /** Two slots, two features, an outcome that teaches one slot and one that teaches the other. */
  private static final String DEFINITION =
      """
      name: %s
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
      """
          .formatted(MAIL);

  private static final List<String> DEVICES = List.of("mobile", "desktop", "tablet", "watch");

  private final Server server;

  private SampleServer(Server server) {
    this.server = server;
  }

  static SampleServer start(Path data) throws IOException, StartException {
    Path folder = Files.createDirectories(data.toAbsolutePath().resolveSibling("campaigns"));
    Path file = Files.writeString(folder.resolve("mail.yaml"), DEFINITION);
    return new SampleServer(
        Server.start(config(data, "--campaign", file.toString()), Facilities.NONE));
  }

  /** One that goes on with the campaigns that its directory has. */
  static SampleServer resume(Path data) throws StartException {
    return new SampleServer(Server.start(config(data), Facilities.NONE));
  }

  /** What serve would make of such options; what is given goes before the samples. */
  static ServerConfig config(Path data, String... more) {
    List<String> options = new ArrayList<>(List.of("--data", data.toString()));
    options.addAll(List.of("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    options.addAll(List.of("--memory", "16M", "--ledger-memory", "64M"));
    options.addAll(List.of("--ledger-capacity", "100000", "--journal-segment", "1M"));
    options.addAll(List.of("--disk-watermark", "0"));
    options.addAll(List.of(more));
    ServeCommand serve = new ServeCommand();
    new CommandLine(serve)
        .setOverwrittenOptionsAllowed(true)
        .parseArgs(options.toArray(String[]::new));
    return serve.config();
  }

  Server server() {
    return server;
  }

  /** Sends mails number {@code from} to {@code to}, of which a third is opened, and waits for every answer. */
  SampleServer traffic(int from, int to) {
    for (int i = from; i < to; i++) {
      decide(i);
      if (i % 3 == 0) {
        var unused = open(i);
      }
    }
    return this;
  }

  private void decide(int i) {
    DecideRequest request =
        DecideRequest.newBuilder()
            .setCampaign(MAIL)
            .setDecisionId("mail-" + i)
            .setContext(context(i))
            .build();
    if (!(server.rooms().decider().decide(request) instanceof DecideOutcome.Decided decided)) {
      throw new AssertionError("not decided: " + i);
    }
    server.rooms().decider().answered(decided);
  }

  private static Context context(int i) {
    return Context.newBuilder()
        .addFeatures(
            Feature.newBuilder().setName("device").setCategory(DEVICES.get(i % DEVICES.size())))
        .addFeatures(Feature.newBuilder().setName("age").setNumber(20 + i % 50))
        .build();
  }

  /** Reports that a mail was opened; its fate. */
  Fate open(int i) {
    Outcome outcome =
        Outcome.newBuilder()
            .setCampaign(MAIL)
            .setDecisionId("mail-" + i)
            .setName("open")
            .setOutcomeId("open-" + i)
            .build();
    return server
        .rooms()
        .feedback()
        .report(outcome, AcknowledgeWhen.ACKNOWLEDGE_WHEN_FOLDED)
        .join()
        .fate();
  }

  /** Gives the subjects an arm more, and their posteriors an entry. */
  SampleServer update() throws IOException, CampaignFileException {
    String yaml =
        DEFINITION
            .replace("{id: offer}", "{id: offer}, {id: late}")
            .replace("max: 100}}", "max: 100}}\n    - {name: member, boolean: {}}");
    UpdateCampaignRequest request =
        UpdateCampaignRequest.newBuilder().setCampaign(CampaignFile.parse(yaml, "test")).build();
    if (!(server.rooms().management().update(request) instanceof ManageOutcome.Changed)) {
      throw new AssertionError("not updated");
    }
    return this;
  }

  SampleServer take(String snapshot) {
    TakeSnapshotRequest request =
        TakeSnapshotRequest.newBuilder().setCampaign(MAIL).setSnapshot(snapshot).build();
    if (!(server.rooms().snapshots().take(request) instanceof SnapshotOutcome.Done)) {
      throw new AssertionError("not taken: " + snapshot);
    }
    return this;
  }

  SnapshotOutcome<RollbackResponse> rollBack(String snapshot, RollbackMode mode) {
    RollbackRequest request =
        RollbackRequest.newBuilder().setCampaign(MAIL).setSnapshot(snapshot).setMode(mode).build();
    return server.rooms().snapshots().rollback(request, () -> false);
  }

  @Override
  public void close() {
    server.close();
  }
}
