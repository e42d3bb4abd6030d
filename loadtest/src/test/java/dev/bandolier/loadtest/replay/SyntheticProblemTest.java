package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SyntheticProblemTest {
  private static final int ROUNDS = 100_000;

  /** The environment's published check values: arms in turn, and what simple policies earn. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 264a71ac70f198e4, 0.11707, 0.29961, 0.24945, 0.11548",
    "2, 0, b1f6a26cf1b82463, 0.10183, 0.24948, 0.17159, 0.10306",
    "3, 0, c149ee9c2e391f58, 0.11308, 0.29860, 0.22449, 0.11183",
    "1, 1, 2398de15ba31a27c, 0.12949, 0.35265, 0.24504, 0.12781",
    "2, 1, c4e312f70609d8ee, 0.10820, 0.32117, 0.18046, 0.10984",
    "3, 1, e64c9c180c221522, 0.12196, 0.32765, 0.22784, 0.12031",
  })
  void armsInTurn_giveTheCheckValues(
      long seed,
      double gamma,
      String checksum,
      double inTurn,
      double oracle,
      double bestArm,
      double uniform) {
    Episode episode = problem(gamma, 0, 0).episode(OptionalLong.of(seed));
    long sum = 0;
    double rewards = 0;
    double regret = 0;
    for (int round = 0; episode.advance(); round++) {
      int arm = round % SyntheticWeights.ARMS;
      List<ContextValue> context = episode.context();
      double reward = episode.reveal(arm);
      rewards += reward;
      regret += episode.regret(arm);
      sum =
          31 * sum
              + 1000 * word(context.get(0))
              + 10 * (long) ((ContextValue.Quantity) context.get(1)).value()
              + word(context.get(2))
              + (long) reward;
    }
    References references = episode.references();
    assertThat(Long.toHexString(sum)).isEqualTo(checksum);
    assertThat(rewards / ROUNDS).isCloseTo(inTurn, within(5e-6));
    assertThat(references.oracle()).isCloseTo(oracle, within(5e-6));
    assertThat(references.bestArm()).isCloseTo(bestArm, within(5e-6));
    assertThat(references.uniform()).isCloseTo(uniform, within(5e-6));
    assertThat(regret / ROUNDS).isCloseTo(oracle - uniform, within(2e-3));
  }

  @Test
  void redrawnWeights_areOthers_andAllElseIsTheSame() {
    Episode still = problem(0, 0, 0).episode(OptionalLong.of(4));
    Episode drifting = problem(0, 0, 50).episode(OptionalLong.of(4));
    int differing = 0;
    for (int round = 0; round < 100; round++) {
      assertThat(still.advance() && drifting.advance()).isTrue();
      assertThat(drifting.context()).isEqualTo(still.context());
      boolean differs = drifting.regret(0) != still.regret(0);
      assertThat(differs).isEqualTo(round >= 50);
      differing += differs ? 1 : 0;
    }
    assertThat(differing).isEqualTo(50);
  }

  @Test
  void specs_thatShip_areRead() throws Exception {
    for (String name : List.of("linear", "crossed", "delayed", "drift")) {
      SpecFile file = SpecFile.find("synthetic-" + name);
      Spec spec = SpecReader.read(file.text());
      Problem problem = DataSet.read(file, spec, null).problems().get(0);
      assertThat(problem.rounds()).isEqualTo(ROUNDS);
      assertThat(problem.delay()).isEqualTo(name.equals("delayed") ? 1000 : 0);
      assertThat(problem.features().crossed()).hasSize(name.equals("crossed") ? 1 : 0);
    }
  }

  static SyntheticProblem problem(double gamma, int delay, int redrawEvery) {
    return problem(new Kind.Synthetic(gamma, ROUNDS, delay, redrawEvery));
  }

  static SyntheticProblem problem(Kind.Synthetic kind) {
    return new SyntheticProblem(
        new Spec(
            "synthetic",
            "",
            kind,
            SyntheticProblem.CONTEXT,
            List.of(),
            null,
            OptionalInt.empty(),
            OptionalLong.empty()),
        kind);
  }

  private static long word(ContextValue value) {
    return Long.parseLong(((ContextValue.Category) value).value());
  }
}
