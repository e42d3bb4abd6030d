package dev.bandolier.loadtest.replay;

import dev.bandolier.client.Acknowledge;
import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.CensorReason;
import dev.bandolier.client.Censoring;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.Feature;
import dev.bandolier.client.OutcomeReport;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One campaign through the client. Rewards are waited for one by one; censorings teach nothing and
 * so are sent on the way, a bounded number at a time. A duplicate fate means that a repeated call
 * finds its first try counted. Used by one thread; the client's threads only tell how censorings
 * ended.
 */
final class ClientCampaign implements ServedCampaign {
  private static final int CENSORINGS_UNDER_WAY = 1_000;

  private final BanditClient client;
  private final String name;
  private final String policy;
  private final Semaphore censorings = new Semaphore(CENSORINGS_UNDER_WAY);
  private final AtomicReference<@Nullable String> censoringFault = new AtomicReference<>();

  ClientCampaign(BanditClient client, String name, String policy) {
    this.client = client;
    this.name = name;
    this.policy = policy;
  }

  @Override
  public String policy() {
    return policy;
  }

  @Override
  public String decide(String id, List<ContextValue> context) {
    Decision decision = decided(request(id, context));
    if (!decision.tracked()) {
      throw new ReplayException("the server did not track a decision: its ledger is full");
    }
    return decision.arm(CampaignDefinition.SLOT);
  }

  private DecisionRequest request(String id, List<ContextValue> context) {
    DecisionRequest.Builder request = DecisionRequest.builder(name).decisionId(id);
    context.forEach(value -> request.feature(feature(value)));
    return request.build();
  }

  /** A value as the client has it. */
  static Feature feature(ContextValue value) {
    if (value instanceof ContextValue.Category category) {
      return new Feature.Category(category.name(), category.value());
    }
    if (value instanceof ContextValue.Flag flag) {
      return new Feature.Flag(flag.name(), flag.value());
    }
    return new Feature.Numeric(value.name(), ((ContextValue.Quantity) value).value());
  }

  private Decision decided(DecisionRequest request) {
    try {
      return client.decideNow(request);
    } catch (BandolierException refused) {
      throw new ReplayException("no decision: " + refused.getMessage(), refused);
    }
  }

  @Override
  public void reward(String id, double reward) {
    OutcomeReport.Builder outcome = OutcomeReport.builder(name, id, CampaignDefinition.OUTCOME);
    String fault = fault(reported(outcome.value(reward).withoutOutcomeId().build()));
    if (fault != null) {
      throw new ReplayException("a reward was not learned: " + fault);
    }
  }

  private Acknowledgement reported(OutcomeReport outcome) {
    try {
      return client.reportNow(outcome);
    } catch (BandolierException refused) {
      throw new ReplayException("a reward was not taken: " + refused.getMessage(), refused);
    }
  }

  @Override
  public void censor(String id) {
    checkCensorings();
    censorings.acquireUninterruptibly();
    Censoring censoring = new Censoring(name, id, List.of(), CensorReason.REPLACED);
    var unused = client.censor(censoring, Acknowledge.FOLDED).whenComplete(this::censored);
  }

  private void censored(@Nullable Acknowledgement done, @Nullable Throwable failed) {
    String fault = failed != null ? failed.getMessage() : done == null ? "" : fault(done);
    if (fault != null) {
      censoringFault.compareAndSet(null, fault);
    }
    censorings.release();
  }

  private static @Nullable String fault(Acknowledgement done) {
    boolean counts = done.fate() == Fate.ACCEPTED || done.fate() == Fate.DUPLICATE;
    return counts ? null : done.fate() + (done.problem() == null ? "" : ": " + done.problem());
  }

  private void checkCensorings() {
    String fault = censoringFault.get();
    if (fault != null) {
      throw new ReplayException("a decision was not censored: " + fault);
    }
  }

  @Override
  public void close() {
    censorings.acquireUninterruptibly(CENSORINGS_UNDER_WAY);
    delete();
    checkCensorings();
  }

  private void delete() {
    try {
      client.campaigns().delete(name);
    } catch (BandolierException refused) {
      throw new ReplayException("the campaign stays: " + refused.getMessage(), refused);
    }
  }
}
