package dev.bandolier.loadtest.replay;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replay came to.
 *
 * @param runs in the order of the work
 * @param skipped groups that left nothing to choose
 */
record Results(List<RunResult> runs, List<String> skipped) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Writes the file anew. */
  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(json()) + System.lineSeparator());
  }

  /** {@code runs}, {@code policies} and {@code skipped}; null where a figure is unknown. */
  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("runs");
    runs.forEach(run -> add(list.addObject(), run));
    ObjectNode policies = root.putObject("policies");
    Summary.byPolicy(runs)
        .forEach(
            (policy, summary) -> {
              ObjectNode node = policies.putObject(policy);
              node.put("mean", known(summary.mean())).put("se", known(summary.se()));
            });
    skipped.forEach(root.putArray("skipped")::add);
    return root;
  }

  private static void add(ObjectNode node, RunResult run) {
    Long seed = run.seed().isPresent() ? (Long) run.seed().getAsLong() : null;
    node.put("name", run.name()).put("policy", run.policy()).put("seed", seed);
    node.put("rounds", run.rounds()).put("accepted", run.accepted());
    node.put("reward_mean", known(run.rewardMean()));
    node.put("uniform_mean", known(run.references().uniform()));
    node.put("best_arm_mean", known(run.references().bestArm()));
    node.put("oracle_mean", known(run.references().oracle()));
    node.put("last_fifth_mean", known(run.lastFifthMean()));
    node.put("best_arm_last_fifth_share", known(run.bestArmLastFifthShare()));
    node.put("regret", known(run.regret()));
    node.put("seconds", known(run.seconds()));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
