package dev.bandolier.loadtest.replay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Specs and tables from text. */
final class Fixtures {
  static final String LOGGED =
      """
      name: mails
      file: mails.csv
      kind: logged
      context:
        age: {type: numeric, min: 0, max: 100}
        town: {type: categorical}
      action: mail
      propensity: p
      reward: visit
      """;

  static final String LABELLED =
      """
      name: digits
      file: digits.csv
      kind: labelled
      context:
        x: {type: numeric, min: 0, max: 1}
      label: target
      rewards: {right: 1, wrong: 0}
      """;

  static final String RATES =
      """
      name: tests
      file: tests.csv
      kind: rates
      group: test
      arm: [headline, image]
      trials: shown
      successes: clicked
      rounds: 2000
      """;

  private Fixtures() {}

  static Table csv(String text) {
    return table("data.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  static Table table(String name, byte[] bytes) {
    try {
      return TableReader.read(name, new ByteArrayInputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static Problem problem(String spec, String csv) {
    return DataSet.of(SpecReader.read(spec), csv(csv)).problems().get(0);
  }
}
