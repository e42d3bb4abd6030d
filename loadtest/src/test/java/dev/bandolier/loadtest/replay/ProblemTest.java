package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProblemTest {
  private static final OptionalLong FILE_ORDER = OptionalLong.empty();
  private static final String MAILS =
      """
      age,town,mail,p,visit
      10,Ulm,men,0.5,1
      20,Ulm,women,0.25,0
      30,Bonn,men,0.5,0
      40,Bonn,none,0.25,3
      """;
  private static final String EAT =
      Fixtures.LABELLED.replaceAll(
          "rewards:.*", "rewards: {eat: {'0': 5, '1': [5, -35]}, skip: {'*': 0}}");
  private static final String MUSHROOMS = "x,target\n0,0\n0,1\n0,0\n0,0\n";

  @Test
  void logged_revealsOnlyTheLoggedArm() {
    Episode episode = Fixtures.problem(Fixtures.LOGGED, MAILS).episode(FILE_ORDER);
    assertThat(episode.advance()).isTrue();
    assertThat(episode.reveal(1)).isNaN();
    assertThat(episode.reveal(2)).isNaN();
    assertThat(episode.advance()).isTrue();
    assertThat(episode.reveal(0)).isNaN();
    assertThat(episode.reveal(1)).as("the smallest propensity is always accepted").isEqualTo(0);
  }

  /** Binomial with n = 4,000 and p = 1/2: six standard deviations, a false alarm in 10⁹. */
  @Test
  void logged_acceptsWithTheRatioOfTheSmallestPropensity() {
    Problem problem = Fixtures.problem(Fixtures.LOGGED, MAILS);
    int accepted = 0;
    for (long seed = 0; seed < 4000; seed++) {
      Episode episode = problem.episode(OptionalLong.of(seed));
      while (episode.advance()) {
        boolean first = episode.context().contains(new ContextValue.Quantity("age", 10));
        accepted += first && episode.reveal(0) == 1 ? 1 : 0;
      }
    }
    assertThat(accepted).isBetween(1810, 2190);
  }

  @Test
  void logged_references_weighByPropensity() {
    References references =
        Fixtures.problem(Fixtures.LOGGED, MAILS).episode(FILE_ORDER).references();
    assertThat(references.uniform()).isCloseTo((0.5 + 0 + 3) / 3, within(1e-12));
    assertThat(references.bestArm()).isEqualTo(3);
    assertThat(references.bestArmIndex()).isEqualTo(2);
    assertThat(references.oracle()).isNaN();
  }

  @Test
  void logged_range_isThatOfTheRewards() {
    Problem problem = Fixtures.problem(Fixtures.LOGGED, MAILS);
    assertThat(problem.range()).isEqualTo(new RewardRange(0, 3));
    assertThat(problem.arms().list())
        .extracting(Arms.Arm::id)
        .containsExactly("men", "women", "none");
  }

  @Test
  void logged_propensityOutsideItsRange_isRefusedByPlace() {
    assertThatThrownBy(() -> Fixtures.problem(Fixtures.LOGGED, MAILS.replace("0.25,3", "0,3")))
        .hasMessage("row 4, column 'p': a propensity lies in (0, 1]");
  }

  @Test
  void labelled_arms_areTheLabels() {
    Problem problem = Fixtures.problem(Fixtures.LABELLED, "x,target\n0,b\n1,a\n");
    assertThat(problem.arms().list()).extracting(Arms.Arm::id).containsExactly("a", "b");
    Episode episode = problem.episode(FILE_ORDER);
    episode.advance();
    assertThat(episode.reveal(0)).isEqualTo(0);
    assertThat(episode.reveal(1)).isEqualTo(1);
  }

  @Test
  void labelled_listOfRewards_isExpectedByTheReferences() {
    Problem problem = Fixtures.problem(EAT, MUSHROOMS);
    assertThat(problem.range()).isEqualTo(new RewardRange(-35, 5));
    References references = problem.episode(FILE_ORDER).references();
    assertThat(references.oracle()).isEqualTo(3.75);
    assertThat(references.bestArm()).isZero();
    assertThat(references.bestArmIndex()).isZero();
    assertThat(references.uniform()).isZero();
  }

  /** Binomial with n = 400 and p = 1/2: six standard deviations, a false alarm in 10⁹. */
  @Test
  void labelled_listOfRewards_isDrawnOncePerRow() {
    Problem problem = Fixtures.problem(EAT, MUSHROOMS);
    int deadly = 0;
    for (long seed = 0; seed < 400; seed++) {
      Episode episode = problem.episode(OptionalLong.of(seed));
      while (episode.advance()) {
        double reward = episode.reveal(0);
        assertThat(episode.reveal(0)).isEqualTo(reward);
        assertThat(episode.reveal(1)).isZero();
        deadly += reward == -35 ? 1 : 0;
      }
    }
    assertThat(deadly).isBetween(140, 260);
  }

  @Test
  void labelled_labelWithoutReward_isRefused() {
    assertThatThrownBy(() -> Fixtures.problem(EAT, "x,target\n0,2\n"))
        .hasMessage("rewards.eat: no reward for label '2'");
  }

  @Test
  void rates_rowsThatAgreeAreOneArm_andGroupsOfOneAreSkipped() {
    Table table =
        Fixtures.csv(
            """
            test,headline,image,shown,clicked
            t1,A,i,100,1
            t2,C,i,10,1
            t1,A,i,300,3
            t1,A,j,100,5
            t3,"D, too",i,10,1
            t3,E,i,10,2
            """);
    DataSet data = DataSet.of(SpecReader.read(Fixtures.RATES), table);
    assertThat(data.skipped()).containsExactly("t2");
    assertThat(data.problems()).extracting(Problem::name).containsExactly("tests/t1", "tests/t3");
    assertThat(data.problems().get(0).arms().list())
        .containsExactly(new Arms.Arm("arm-1", "A | i"), new Arms.Arm("arm-2", "A | j"));
    References references = data.problems().get(0).episode(FILE_ORDER).references();
    assertThat(references.uniform()).isCloseTo(0.03, within(1e-12));
    assertThat(references.bestArm()).isEqualTo(0.05);
    assertThat(references.oracle()).isEqualTo(0.05);
  }

  /** Binomial with n = 20,000 and p = 0.3: six standard deviations, a false alarm in 10⁹. */
  @Test
  void rates_drawAtTheRate() {
    String spec = Fixtures.RATES.replace("rounds: 2000", "rounds: 20000");
    String data = "test,headline,image,shown,clicked\nt,A,i,10,3\nt,B,i,10,0\n";
    Episode episode = Fixtures.problem(spec, data).episode(OptionalLong.of(3));
    int rounds = 0;
    int clicks = 0;
    while (episode.advance()) {
      rounds++;
      clicks += (int) episode.reveal(0);
      assertThat(episode.reveal(1)).isZero();
    }
    assertThat(rounds).isEqualTo(20_000);
    assertThat(clicks).isBetween(5610, 6390);
  }

  @Test
  void rates_moreSuccessesThanTrials_areRefused() {
    String data = "test,headline,image,shown,clicked\nt,A,i,10,30\nt,B,i,10,0\n";
    assertThatThrownBy(() -> Fixtures.problem(Fixtures.RATES, data))
        .hasMessageContaining("row 1, column 'clicked': more than shown");
  }

  @Test
  void rates_withoutAChoice_areRefused() {
    String data = "test,headline,image,shown,clicked\nt,A,i,10,3\n";
    assertThatThrownBy(() -> Fixtures.problem(Fixtures.RATES, data))
        .hasMessageContaining("no group has two arms");
  }

  @Test
  void seed_shufflesAndLimitCuts() {
    String spec = Fixtures.LABELLED + "limit: 3\n";
    StringBuilder data = new StringBuilder("x,target\n");
    for (int i = 0; i < 50; i++) {
      data.append("0.").append(10 + i).append(i % 2 == 0 ? ",a\n" : ",b\n");
    }
    Problem problem = Fixtures.problem(spec, data.toString());
    assertThat(problem.rounds()).isEqualTo(3);
    assertThat(contexts(problem, FILE_ORDER)).containsExactly(0.10, 0.11, 0.12);
    assertThat(contexts(problem, OptionalLong.of(1)))
        .isEqualTo(contexts(problem, OptionalLong.of(1)))
        .isNotEqualTo(contexts(problem, OptionalLong.of(2)))
        .hasSize(3);
  }

  private static List<Double> contexts(Problem problem, OptionalLong seed) {
    List<Double> seen = new ArrayList<>();
    Episode episode = problem.episode(seed);
    while (episode.advance()) {
      seen.add(((ContextValue.Quantity) episode.context().get(0)).value());
    }
    return seen;
  }
}
