package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShippedSpecsTest {
  private static final Path DATA = Path.of(System.getProperty("bandolier.data", "no-data"));

  @TempDir Path folder;

  /** The figures are those that the data's own description gives, or follow from its counts. */
  @ParameterizedTest
  @CsvSource({
    "hillstrom-visit, 3, 32000, 0.147, 0.183",
    "hillstrom-spend, 3, 32000, 0.93, 1.16",
    "mushroom, 2, 8124, 0.5, 0.518",
    "mushroom-eat, 2, 8124, -2.32, 0",
    "pendigits, 10, 10992, 0.1, 0.104",
    "adult, 2, 48842, 0.5, 0.761",
    "wine_quality_white, 7, 4898, 0.143, 0.449",
  })
  void spec_fitsItsData(String name, int arms, int rounds, double uniform, double best)
      throws IOException {
    Problem problem = data(name).problems().get(0);
    assertThat(problem.arms().count()).isEqualTo(arms);
    assertThat(problem.rounds()).isEqualTo(rounds);
    References references = problem.episode(OptionalLong.of(1)).references();
    assertThat(references.uniform()).isCloseTo(uniform, within(0.15 * Math.abs(uniform)));
    assertThat(references.bestArm()).isCloseTo(best, within(0.1));
    problem.features().read(0);
  }

  @Test
  void upworthy_isACampaignPerTest() throws IOException {
    DataSet data = data("upworthy-headlines");
    assertThat(data.problems()).hasSize(100);
    assertThat(data.skipped()).hasSize(342);
  }

  @Test
  void clicks_comesWithItsData() throws IOException {
    SpecFile file = SpecFile.find("clicks");
    Spec spec = SpecReader.read(file.text());
    Problem problem = DataSet.of(spec, file.read(spec.file(), null)).problems().get(0);
    assertThat(problem.name()).isEqualTo("clicks");
    assertThat(problem.rounds()).isEqualTo(200_000);
    References references = problem.episode(OptionalLong.empty()).references();
    assertThat(references.bestArm()).isEqualTo(0.006);
    assertThat(references.uniform()).isCloseTo(0.0033, within(1e-12));
  }

  @Test
  void spec_inAFile_findsItsDataBesideIt() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "name: x\n");
    Files.writeString(folder.resolve("mine.csv"), "a\n1\n");
    SpecFile spec = SpecFile.find(file.toString());
    assertThat(spec.text()).isEqualTo("name: x\n");
    assertThat(spec.read("mine.csv", null).columns()).containsExactly("a");
    assertThat(spec.read("mine.csv", folder.resolve("elsewhere")).columns()).containsExactly("a");
    assertThatThrownBy(() -> spec.read("other.csv", null))
        .hasMessageContaining("file: no 'other.csv' in")
        .hasMessageContaining("--data");
  }

  @Test
  void data_isLookedForInTheDataFolderFirst() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "name: x\n");
    Files.writeString(folder.resolve("mine.csv"), "beside\n1\n");
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("mine.csv"), "data\n1\n");
    assertThat(SpecFile.find(file.toString()).read("mine.csv", data).columns())
        .containsExactly("data");
  }

  @Test
  void specThatIsNowhere_isRefused() {
    assertThatThrownBy(() -> SpecFile.find("nowhere"))
        .hasMessage("--spec: no file and no shipped spec 'nowhere'");
  }

  private static DataSet data(String name) throws IOException {
    assumeTrue(Files.isDirectory(DATA), "skipped: there is no data in " + DATA);
    SpecFile file = SpecFile.find(name);
    Spec spec = SpecReader.read(file.text());
    return DataSet.of(spec, file.read(spec.file(), DATA));
  }
}
