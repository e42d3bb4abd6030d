package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** In which order a run decides and tells rewards. */
final class RunTest {
  private static final int ROUNDS = 40;

  private final FakeServer server = new FakeServer();

  @Test
  void rewardOfARound_isToldAfterTheDecisionSoManyRoundsLater_andTheLastOnesNever()
      throws Exception {
    RunResult result = run(3);
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      expected.add("decide " + id(round));
      if (round >= 3) {
        expected.add(reward(round - 3));
      }
    }
    assertThat(server.calls).containsExactlyElementsOf(expected);
    assertThat(result.rounds()).isEqualTo(ROUNDS);
    assertThat(result.accepted()).as("all are earned, told or not").isEqualTo(ROUNDS);
  }

  @Test
  void rewardWithoutDelay_isToldBeforeTheNextDecision() throws Exception {
    run(0);
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      expected.add("decide " + id(round));
      expected.add(reward(round));
    }
    assertThat(server.calls).containsExactlyElementsOf(expected);
  }

  @Test
  void delayOfAsManyRoundsAsThereAre_tellsNothing() throws Exception {
    run(ROUNDS);
    assertThat(server.calls).hasSize(ROUNDS).allMatch(call -> call.startsWith("decide "));
  }

  private RunResult run(int delay) throws Exception {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Progress progress = new Progress(nowhere, false, 1, ROUNDS);
    Run.Venue venue = new Run.Venue(server, "campaigns/a", progress);
    return new Run(problem(delay), null, OptionalLong.of(7), venue).call();
  }

  /** What the first arm, which the server always serves, earns in a round. */
  private static String reward(int round) {
    Episode episode = problem(0).episode(OptionalLong.of(7));
    for (int passed = 0; passed <= round; passed++) {
      assertThat(episode.advance()).isTrue();
    }
    return "reward " + id(round) + " " + episode.reveal(0);
  }

  private static String id(int round) {
    return Integer.toString(round, Character.MAX_RADIX);
  }

  private static Problem problem(int delay) {
    return SyntheticProblemTest.problem(new Kind.Synthetic(0, ROUNDS, delay, 0));
  }
}
