package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.BanditClient;
import dev.bandolier.loadtest.subject.Home;
import dev.bandolier.loadtest.subject.Life;
import dev.bandolier.loadtest.subject.TargetException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The siege: life after life of the server on one directory, each ended by a kill, and at last one that
 * is asked about everything. Run by one thread.
 */
final class Siege {
  private static final int WORKERS = 4;
  private static final int EPISODES_PER_LIFE = 600;
  private static final double MEDDLED_WITH = 0.5;
  private static final Duration DRAINING = Duration.ofMinutes(3);

  private final Home home;
  private final Killer killer;
  private final int verifyEvery;
  private final Random random;
  private final List<Scheme> schemes;
  private final Book book = new Book();
  private final Faults faults = new Faults();
  private final List<Worker> workers = new ArrayList<>();
  private final Recoveries recoveries = new Recoveries();
  private final Verifier verifier;
  private final Meddler meddler;
  private final List<String> verdicts = new ArrayList<>();
  private final long started = System.nanoTime();

  /**
   * A siege that has not begun.
   *
   * @param verifyEvery after how many kills the files are verified; 0: only at the end
   */
  Siege(Home home, Killer killer, int verifyEvery, long seed) {
    this.home = home;
    this.killer = killer;
    this.verifyEvery = verifyEvery;
    this.random = new Random(seed);
    this.schemes = Schemes.all("campaigns/siege-%08x-".formatted((int) seed));
    this.verifier = new Verifier(home);
    this.meddler = new Meddler(schemes, new Random(random.nextLong()), faults);
    for (int i = 0; i < WORKERS; i++) {
      Random own = new Random(random.nextLong());
      Script script = new Script(schemes, "w" + i + "-", own);
      workers.add(new Worker(script, book, faults, own, System::currentTimeMillis));
    }
  }

  /**
   * Kills so often, and compares.
   *
   * @param progress hears after every kill
   * @throws TargetException where the server ends by itself or does not start
   */
  Report run(int kills, Consumer<Report> progress) throws IOException, InterruptedException {
    makeCampaigns();
    for (int kill = 1; kill <= kills; kill++) {
      live();
      if (verifyEvery > 0 && kill % verifyEvery == 0 && kill < kills) {
        verify();
      }
      progress.accept(report());
    }
    lastLife();
    verify();
    recoveries.readLog(home.output());
    return report();
  }

  private void makeCampaigns() throws IOException, InterruptedException {
    try (Life life = Life.launch(home, List.of())) {
      String address = life.requireReady();
      try (BanditClient client = Traffic.client(address)) {
        schemes.forEach(scheme -> client.campaigns().create(Definition.of(scheme)));
      }
      life.stop();
    }
  }

  /** One life, from its start to its violent end. */
  private void live() throws IOException, InterruptedException {
    Killer.Plan plan = killer.next(random);
    try (Life life = Life.launch(home, plan.jvm())) {
      String address = plan.sparesTheStart() ? life.awaitReady() : "";
      if (!address.isEmpty()) {
        recoveries.add(life.age());
        killAmidTraffic(life, plan, address);
      } else if (plan.sparesTheStart()) {
        killer.ended(life, plan);
      } else {
        killer.kill(life, plan, this::acknowledged);
      }
    }
  }

  private void killAmidTraffic(Life life, Killer.Plan plan, String address)
      throws IOException, InterruptedException {
    Traffic traffic = new Traffic(address, workers, EPISODES_PER_LIFE);
    Thread meddling = meddling(address);
    try {
      killer.kill(life, plan, this::acknowledged);
    } finally {
      traffic.close();
      meddling.join();
    }
  }

  /** In some lives somebody takes a snapshot, and perhaps rolls back. */
  private Thread meddling(String address) {
    boolean meddles = random.nextDouble() < MEDDLED_WITH;
    Thread thread = new Thread(() -> meddle(address, meddles), "meddler");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void meddle(String address, boolean meddles) {
    if (meddles) {
      meddler.meddle(address);
    }
  }

  private long acknowledged() {
    return book.decisions() + book.outcomes();
  }

  private void lastLife() throws IOException, InterruptedException {
    try (Life life = Life.launch(home, List.of())) {
      String address = life.requireReady();
      recoveries.add(life.age());
      try (Traffic traffic = new Traffic(address, workers, EPISODES_PER_LIFE)) {
        meddler.meddle(address);
        if (!traffic.drain(workers, DRAINING)) {
          throw life.failure("did not acknowledge everything in " + DRAINING);
        }
      }
      try (BanditClient client = Traffic.client(address)) {
        Inquiry inquiry = new Inquiry(client, faults, System::currentTimeMillis);
        inquiry.awaitQuiet(schemes);
        inquiry.run(schemes, book.episodes());
        meddler.inquire(address);
      }
      life.stop();
    }
  }

  private void verify() throws IOException, InterruptedException {
    String verdict = verifier.run();
    if (!verdict.isEmpty()) {
      verdicts.add(verdict);
    }
  }

  /** How it stands. */
  private Report report() {
    return new Report(
        killer.kills(),
        killer.atStart(),
        killer.byFailpoint(),
        book.decisions(),
        book.outcomes(),
        meddler.rollbacks(),
        faults,
        verifier.runs(),
        verifier.failures(),
        List.copyOf(verdicts),
        recoveries,
        (System.nanoTime() - started) / 1e9);
  }
}
