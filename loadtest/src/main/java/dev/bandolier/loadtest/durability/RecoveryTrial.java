package dev.bandolier.loadtest.durability;

import dev.bandolier.client.BanditClient;
import dev.bandolier.loadtest.subject.Home;
import dev.bandolier.loadtest.subject.Life;
import dev.bandolier.loadtest.subject.RecoveryLine;
import dev.bandolier.loadtest.subject.TargetException;
import dev.bandolier.loadtest.subject.WorkFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a journal through the real server and starts that again and again: with nothing but the journal
 * after a kill, and after a clean stop. Made and run by one thread.
 */
final class RecoveryTrial {
  private static final String CAMPAIGN = "campaigns/recovery";
  private static final List<String> DERIVED = List.of("store", "catalog", "bases");
  private static final int STEP_PERCENT = 5;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Home home;
  private final List<String> jvm;
  private final int runs;
  private final Consumer<String> progress;
  private final List<Start> recoveries = new ArrayList<>();
  private final List<Start> cleanStarts = new ArrayList<>();
  private long told;

  /**
   * One that has not begun.
   *
   * @param home an empty one, whose server takes no base snapshots
   * @param jvm flags of its virtual machine
   * @param runs how many starts of each kind are measured
   * @param progress hears where it is
   */
  RecoveryTrial(Home home, List<String> jvm, int runs, Consumer<String> progress) {
    this.home = home;
    this.jvm = List.copyOf(jvm);
    this.runs = runs;
    this.progress = progress;
  }

  /**
   * A start that was measured.
   *
   * @param readyMillis from the process's start until it takes calls
   * @param log what the server says of it
   */
  record Start(long readyMillis, RecoveryLine log) {}

  /**
   * Does all of it.
   *
   * @throws TargetException where the server refuses something, or does not start
   */
  RecoveryReport run(long facts) throws IOException, InterruptedException {
    Filling.Filled filled = fill(facts);
    for (int run = 1; run <= runs; run++) {
      progress.accept("recovery " + run + " of " + runs);
      recover(run == runs);
    }
    for (int run = 1; run <= runs; run++) {
      progress.accept("clean start " + run + " of " + runs);
      startCleanly();
    }
    return new RecoveryReport(filled, recoveries, cleanStarts);
  }

  private Filling.Filled fill(long facts) throws IOException, InterruptedException {
    try (Life life = Life.launch(home, jvm);
        BanditClient client = client(life.requireReady())) {
      client.campaigns().create(MailCampaign.definition(CAMPAIGN, "PROCESS"));
      Filling.Filled filled =
          new Filling(client, CAMPAIGN).run(facts, done -> filling(done, facts));
      life.kill();
      return filled;
    }
  }

  private void filling(long done, long facts) {
    long percent = done * 100 / facts;
    if (percent >= told + STEP_PERCENT) {
      told = percent;
      progress.accept("%,d of %,d facts".formatted(done, facts));
    }
  }

  private static BanditClient client(String address) {
    return BanditClient.builder()
        .target(address)
        .batchDeadline(DEADLINE)
        .callbackExecutor(Runnable::run)
        .build();
  }

  private void recover(boolean last) throws IOException, InterruptedException {
    for (String name : DERIVED) {
      WorkFolder.delete(home.data().resolve(name));
    }
    try (Life life = Life.launch(home, jvm)) {
      recoveries.add(measured(life));
      if (last) {
        life.stop();
      } else {
        life.kill();
      }
    }
  }

  private void startCleanly() throws IOException, InterruptedException {
    try (Life life = Life.launch(home, jvm)) {
      cleanStarts.add(measured(life));
      life.stop();
    }
  }

  private Start measured(Life life) throws IOException, InterruptedException {
    life.requireReady();
    long ready = life.age();
    List<RecoveryLine> lines = RecoveryLine.in(home.output());
    return new Start(ready, lines.get(lines.size() - 1));
  }
}
