package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private static ContextFeatures.Feature feature(String name, ContextColumn kind) {
    return new ContextFeatures.Feature(name, -1, kind, List.of());
  }
}
