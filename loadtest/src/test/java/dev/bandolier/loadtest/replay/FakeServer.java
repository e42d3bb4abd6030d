package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that always chooses the first arm and counts what it is told. */
final class FakeServer implements Server {
  final Map<String, JsonNode> created = new ConcurrentHashMap<>();

  /** In order: {@code decide ID} and {@code reward ID VALUE}. */
  final Queue<String> calls = new ConcurrentLinkedQueue<>();

  final AtomicInteger rewards = new AtomicInteger();
  final AtomicInteger censored = new AtomicInteger();
  final AtomicInteger deleted = new AtomicInteger();
  int failAfter = Integer.MAX_VALUE;

  @Override
  public ServedCampaign create(
      String name, Problem problem, @Nullable PolicyChoice policy, OptionalLong seed) {
    try {
      JsonNode campaign = new JsonMapper().readTree(CampaignDefinition.of(name, problem, policy));
      created.put(campaign.get("name").asText(), campaign);
      return new First(campaign);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Override
  public void close() {}

  private final class First implements ServedCampaign {
    private final JsonNode campaign;

    First(JsonNode campaign) {
      this.campaign = campaign;
    }

    @Override
    public String policy() {
      return campaign
          .path("policy")
          .path("type")
          .asText("POLICY_TYPE_LINEAR_THOMPSON")
          .substring("POLICY_TYPE_".length());
    }

    @Override
    public String decide(String id, List<ContextValue> context) {
      calls.add("decide " + id);
      return campaign.at("/slots/0/arms/0/id").asText();
    }

    @Override
    public void reward(String id, double reward) {
      calls.add("reward " + id + " " + reward);
      if (rewards.incrementAndGet() > failAfter) {
        throw new ReplayException("the outcome was LATE");
      }
    }

    @Override
    public void censor(String id) {
      censored.incrementAndGet();
    }

    @Override
    public void close() {
      deleted.incrementAndGet();
    }
  }
}
