package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PeerServerTest {

  /** Uniform earns 0.115 ± 0.0045 within 5,000 rounds: more than 0.14 is five standard errors above. */
  @Test
  void everyPeer_learnsTheSyntheticEnvironment() throws Exception {
    for (PeerServer peer : PeerServer.ALL) {
      Episode episode = SyntheticProblemTest.problem(0, 0, 0).episode(OptionalLong.of(1));
      Problem problem = SyntheticProblemTest.problem(0, 0, 0);
      double earned = 0;
      try (ServedCampaign campaign = peer.create("c", problem, null, OptionalLong.of(1))) {
        for (int round = 0; round < 5000; round++) {
          assertThat(episode.advance()).isTrue();
          String id = Integer.toString(round);
          int arm = problem.arms().index(campaign.decide(id, episode.context()));
          campaign.reward(id, episode.reveal(arm));
          earned += episode.reveal(arm);
        }
      }
      assertThat(earned / 5000).as(peer.name()).isGreaterThan(0.14);
    }
  }

  @Test
  void context_isWhatTheServerSees() {
    ContextFeatures features =
        ContextFeatures.declared(
            List.of(
                feature("odor", new ContextColumn.Categorical()),
                feature("age", new ContextColumn.Numeric(20, 70)),
                feature("hour", new ContextColumn.Cyclic(24)),
                feature("new", new ContextColumn.Flag())),
            List.of(new Spec.Cross("odor", "hour"), new Spec.Cross("odor", "new")));
    String text =
        new PeerContext(features)
            .features(
                List.of(
                    new ContextValue.Category("odor", "A b:c|d"),
                    new ContextValue.Quantity("age", 80),
                    new ContextValue.Quantity("hour", 25)));
    assertThat(text).isEqualTo("one odor=a_b_c_d age:1.0 hour=1 new=missing odor=a_b_c_d^hour=1");
  }

  @Test
  void unknownPeer_isRefused_andOtherArgumentsAreTaken() {
    assertThatThrownBy(() -> PeerServer.of("vw-best"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("vw-squarecb");
    assertThat(PeerServer.of("vw-bag10=--bag 10").name()).isEqualTo("vw-bag10");
  }

  @Test
  void costs_areToldOnTheScaleThatIsAskedFor() {
    RewardRange range = new RewardRange(-35, 5);
    assertThat(CostScale.UNIT.cost(range, 5)).isEqualTo(0);
    assertThat(CostScale.UNIT.cost(range, -35)).isEqualTo(1);
    assertThat(CostScale.UNIT.cost(range, 0)).isEqualTo(0.125);
    assertThat(CostScale.NEGATED.cost(range, 5)).isEqualTo(-1);
    assertThat(CostScale.NEGATED.cost(range, -35)).isEqualTo(0);
    assertThat(CostScale.RAW.cost(range, -35)).isEqualTo(35);
    assertThat(CostScale.UNIT.arguments("--squarecb", range)).isEmpty();
    assertThat(CostScale.NEGATED.arguments("--bag 5", range)).isEmpty();
    assertThat(CostScale.NEGATED.arguments("--squarecb", range))
        .isEqualTo(" --cb_min_cost -1.0 --cb_max_cost 0.0");
    assertThat(CostScale.RAW.arguments("--regcb --mellowness 0.01", range))
        .isEqualTo(" --cb_min_cost -5.0 --cb_max_cost 35.0");
  }

  /** Where every arm earns the best, costs of 0 to 1 tell it nothing, and costs of −1 to 0 that the first one tried is good. */
  @Test
  void theScale_isWhatTheLearnerIsTold() throws Exception {
    assertThat(largestShareWhereEverythingIsEarned(CostScale.UNIT)).isLessThan(0.4);
    assertThat(largestShareWhereEverythingIsEarned(CostScale.NEGATED)).isGreaterThan(0.8);
  }

  private static double largestShareWhereEverythingIsEarned(CostScale scale) throws Exception {
    Problem problem = SyntheticProblemTest.problem(0, 0, 0);
    Episode episode = problem.episode(OptionalLong.of(1));
    int[] chosen = new int[problem.arms().count()];
    PeerServer peer = PeerServer.of("vw-epsilon").told(scale);
    try (ServedCampaign campaign = peer.create("c", problem, null, OptionalLong.of(1))) {
      for (int round = 0; round < 500; round++) {
        assertThat(episode.advance()).isTrue();
        String id = Integer.toString(round);
        chosen[problem.arms().index(campaign.decide(id, episode.context()))]++;
        campaign.reward(id, 1);
      }
    }
    return Arrays.stream(chosen).max().orElseThrow() / 500.0;
  }

  private static ContextFeatures.Feature feature(String name, ContextColumn kind) {
    return new ContextFeatures.Feature(name, -1, kind, List.of());
  }
}
