package dev.bandolier.server.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Samples;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.Candidate;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.Policy;
import dev.bandolier.v1.PolicyType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What following costs its thread: 30,000 decisions among ten arms, d = 33, an outcome for every tenth, in processor time. The figure
 * is logged, for the README; nothing is asserted of it, since machines differ.
 */
@Tag("long")
final class FollowingCostTest {

  private static final int DECISIONS = 30_000;
  private static final int ARMS = 10;
  private static final int DEVICES = 30;
  private static final long DAY = 86_400_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  private static Campaign campaign(int candidates) {
    String[] arms = new String[ARMS];
    for (int i = 0; i < ARMS; i++) {
      arms[i] = "arm-" + i;
    }
    Campaign.Builder campaign =
        Campaign.newBuilder()
            .setName("campaigns/clicks")
            .addSlots(Samples.slot("offer", arms))
            .setPolicy(Policy.newBuilder().setType(PolicyType.POLICY_TYPE_UNIFORM))
            .addRewardRules(Samples.rule("click", 1, 1))
            .setGrace(Samples.rule("click", 1, 0).getWindow());
    campaign.getSchemaBuilder().addFeatures(Samples.categorical("device", DEVICES));
    for (int i = 0; i < candidates; i++) {
      campaign.addCandidates(
          Candidate.newBuilder()
              .setName("candidate-" + i)
              .setPolicy(
                  Policy.newBuilder()
                      .setType(PolicyType.POLICY_TYPE_LINEAR_THOMPSON)
                      .setExploration(i + 1)));
    }
    return campaign.build();
  }

  private static void live(Facts facts) {
    for (int i = 0; i < DECISIONS; i++) {
      Context.Builder context = Context.newBuilder();
      context.addFeaturesBuilder().setName("device").setCategory("device-" + i % DEVICES);
      String id = facts.decide(context.build(), i / 7 % ARMS, ARMS);
      if (i % 10 == 0) {
        facts.click(id);
      }
      facts.now += 100;
      if (i % 500 == 499) {
        facts.pass(3 * DAY);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void following_costsItsThread(int candidates) throws IOException {
    try (Facts facts = new Facts(folder, campaign(candidates))) {
      live(facts);
      assertThat(facts.report().getDecisions()).isGreaterThan(DECISIONS - 1000);
      try (Follower follower = facts.follower()) {
        long before = THREADS.getCurrentThreadCpuTime();
        assertThat(follower.advance(() -> true)).isTrue();
        long spent = THREADS.getCurrentThreadCpuTime() - before;
        System.getLogger(FollowingCostTest.class.getName())
            .log(
                System.Logger.Level.INFO,
                "{0} candidates: {1} ns of processor time a decision",
                candidates,
                spent / DECISIONS);
      }
    }
  }
}
