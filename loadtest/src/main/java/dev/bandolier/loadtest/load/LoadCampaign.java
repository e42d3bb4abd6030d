package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.CampaignStatistics;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The campaign that is driven: one slot; device, hour and segment, and device crossed with segment;
 * everything else as it is unless said otherwise, save that its windows are short enough for decisions to
 * be settled and forgotten while it is driven. Used by one thread.
 */
final class LoadCampaign implements AutoCloseable {

  static final String OUTCOME = "click";
  static final List<String> DEVICES = List.of("phone", "tablet", "desktop", "tv");
  static final List<String> SEGMENTS =
      List.of("new", "loyal", "family", "student", "business", "lapsed");

  private static final JsonMapper JSON = new JsonMapper();
  private static final long POLL_MILLIS = 20;
  private static final long LONGEST_DRAIN_SECONDS = 60;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  /**
   * How it differs from load to load.
   *
   * @param name its name
   * @param arms how many, from 1
   * @param windowSeconds how long outcomes count, from 1
   * @param expectedRate decisions a second, for the server to refuse what its ledger cannot hold; 0: unplanned
   */
  record Plan(String name, int arms, long windowSeconds, double expectedRate) {}

  private final BanditClient client;
  private final Plan plan;

  private long settlings;

  private LoadCampaign(BanditClient client, Plan plan) {
    this.client = client;
    this.plan = plan;
  }

  /**
   * Makes it on the server.
   *
   * @throws dev.bandolier.client.BandolierException where the server refuses it
   */
  static LoadCampaign create(String address, Plan plan) {
    BanditClient client = BanditClient.connect(address);
    boolean made = false;
    try {
      client.campaigns().create(definition(plan));
      made = true;
      return new LoadCampaign(client, plan);
    } finally {
      if (!made) {
        client.close();
      }
    }
  }

  /** What the server is told, as JSON. */
  static String definition(Plan plan) {
    ObjectNode root = JSON.createObjectNode().put("name", plan.name());
    ArrayNode arms = root.putArray("slots").addObject().put("name", "offer").putArray("arms");
    for (int i = 0; i < plan.arms(); i++) {
      arms.addObject().put("id", "offer-" + i);
    }
    schema(root.putObject("schema"));
    root.putArray("rewardRules")
        .addObject()
        .put("outcome", OUTCOME)
        .put("reward", 1)
        .put("window", plan.windowSeconds() + "s");
    root.put("grace", "0s").put("remember", "1s");
    if (plan.expectedRate() > 0) {
      root.put("expectedRate", plan.expectedRate());
    }
    return root.toString();
  }

  private static void schema(ObjectNode schema) {
    ArrayNode features = schema.putArray("features");
    features.addObject().put("name", "device").putObject("categorical").put("maxValues", 4);
    features.addObject().put("name", "hour").putObject("cyclic").put("period", 24);
    features.addObject().put("name", "segment").putObject("categorical").put("maxValues", 6);
    schema.putArray("crossed").addObject().put("first", "device").put("second", "segment");
  }

  String name() {
    return plan.name();
  }

  /**
   * Waits until everything that was recorded before is folded: decides once, reports an outcome of it, and
   * waits for its fate, whatever it is.
   *
   * @return how long that took, in milliseconds
   */
  long settle() {
    long begun = System.nanoTime();
    Decision decision = client.decideNow(DecisionRequest.builder(name()).build());
    Acknowledgement fate = client.reportNow(decision.outcome(OUTCOME).build());
    settlings += fate.fate() == Fate.ACCEPTED ? 1 : 0;
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  /**
   * Waits until no decision is open any more, unless that would take more than a minute.
   *
   * @throws IllegalStateException where that takes more than two minutes longer than a window
   */
  void drain() throws InterruptedException {
    if (plan.windowSeconds() > LONGEST_DRAIN_SECONDS) {
      return;
    }
    long latest = TimeUnit.SECONDS.toNanos(plan.windowSeconds()) + PATIENCE_NANOS;
    long begun = System.nanoTime();
    while (statistics().openDecisions() > 0) {
      if (System.nanoTime() - begun > latest) {
        throw new IllegalStateException("decisions stay open long after their windows");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  CampaignStatistics statistics() {
    return client.campaigns().statistics(name());
  }

  /** The model version that decisions are made with now. */
  long modelVersion() {
    return client.decideNow(DecisionRequest.builder(name()).build()).modelVersion();
  }

  /** How many outcomes had another fate than to be accepted, by that fate. */
  Map<String, Long> refusedOutcomes() {
    Map<String, Long> refused = new TreeMap<>();
    statistics()
        .fates()
        .forEach((fate, count) -> refused.merge("OUTCOME_" + fate, count, Long::sum));
    refused.remove("OUTCOME_" + Fate.ACCEPTED.name());
    refused.values().removeIf(count -> count == 0);
    return refused;
  }

  /** How many outcomes were accepted, without those that {@link #settle} reported. */
  long acceptedOutcomes() {
    return statistics().fates().getOrDefault(Fate.ACCEPTED.name(), 0L) - settlings;
  }

  /** Ends it on the server. */
  void delete() {
    client.campaigns().delete(name());
  }

  /** Leaves it, as it is. */
  @Override
  public void close() {
    client.close();
  }
}
