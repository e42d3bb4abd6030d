package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.EvaluationQuery;
import dev.bandolier.client.EvaluationQuery.ValueOf;
import dev.bandolier.client.EvaluationResult;
import dev.bandolier.client.Feature;
import dev.bandolier.client.LoggedChoice;
import dev.bandolier.client.LoggedDecision;
import dev.bandolier.client.PolicySetting;
import dev.bandolier.loadtest.terminal.Terminal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A log in a campaign of its own on a server, which is deleted in the end. One thread. */
final class LoggedEvaluation implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final double ALIKE = 1e-6;

  private final BanditClient client;
  private final LoggedProblem problem;
  private final String campaign = "campaigns/evaluate-%08x".formatted(new SecureRandom().nextInt());

  LoggedEvaluation(String address, LoggedProblem problem) {
    this.client = BanditClient.builder().target(address).callbackExecutor(Runnable::run).build();
    this.problem = problem;
  }

  /**
   * Imports the log and values the policies on it.
   *
   * @throws ReplayException where the server does not do it
   */
  EvaluationResult run(List<String> policies, ValueOf valueOf) {
    EvaluationQuery query = EvaluationQuery.of(campaign, settings(policies)).with(valueOf);
    try {
      client.campaigns().create(definition());
      try {
        client.evaluations().importDecisions(campaign, rows(), 0, 1, PATIENCE);
        return client.evaluations().evaluate(query, LoggedEvaluation::tell, PATIENCE);
      } finally {
        client.campaigns().delete(campaign);
      }
    } catch (BandolierException | IllegalArgumentException refused) {
      throw new ReplayException("no evaluation: " + refused.getMessage(), refused);
    }
  }

  private static boolean tell(String stage, long done, long total) {
    if (Terminal.isThere()) {
      System.err.printf(Locale.ROOT, "\r%s: %,d of %,d ", stage, done, total);
    }
    return true;
  }

  private static Map<String, PolicySetting> settings(List<String> policies) {
    Map<String, PolicySetting> settings = new LinkedHashMap<>();
    for (String text : policies) {
      PolicyChoice choice = PolicyChoice.parse(text);
      settings.put(
          text, new PolicySetting(choice.type(), choice.exploration(), choice.priorPrecision()));
    }
    return settings;
  }

  private String definition() {
    try {
      JsonMapper mapper = new JsonMapper();
      ObjectNode definition =
          (ObjectNode) mapper.readTree(CampaignDefinition.of(campaign, problem, null));
      RewardRange range = problem.range();
      ((ObjectNode) definition.at("/slots/0")).put("defaultArm", problem.arms().list().get(0).id());
      definition.putObject("rewardBounds").put("min", range.min()).put("max", range.max());
      return definition.toString();
    } catch (JsonProcessingException broken) {
      throw new ReplayException("the campaign's definition is no JSON", broken);
    }
  }

  private Iterator<LoggedDecision> rows() {
    boolean uniform =
        IntStream.range(0, problem.rounds())
            .allMatch(
                row -> Math.abs(problem.propensity(row) * problem.arms().count() - 1) < ALIKE);
    return IntStream.range(0, problem.rounds()).mapToObj(row -> decision(row, uniform)).iterator();
  }

  /** Where every row has the probability 1/K, all arms had; else only the chosen one's is known. */
  private LoggedDecision decision(int row, boolean uniform) {
    Map<String, Double> pmf = new LinkedHashMap<>();
    double propensity = problem.propensity(row);
    if (uniform) {
      problem.arms().list().forEach(arm -> pmf.put(arm.id(), propensity));
    }
    String arm = problem.arms().list().get(problem.action(row)).id();
    LoggedChoice choice =
        new LoggedChoice(CampaignDefinition.SLOT, arm, propensity, problem.reward(row), pmf);
    List<Feature> context =
        problem.features().read(row).stream().map(ClientCampaign::feature).toList();
    return new LoggedDecision(null, context, List.of(choice));
  }

  @Override
  public void close() {
    client.close();
  }
}
