package dev.bandolier.loadtest.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What goes on at a server beside the load whose latency is measured. */
enum Disturbance {
  /** Nothing: what the others are compared with. */
  NONE,
  /** Every second a base snapshot of the store, and a named one of the campaign. */
  SNAPSHOT,
  /** Segments of the journal that are small enough for the load to fill one after another. */
  ROLL,
  /** Every second a full batch, 10,000 decisions for another campaign. */
  BATCH,
  /** A million decisions of another campaign, all made shortly before, whose windows close. */
  EXPIRY;

  /** Options of {@code serve} that it takes. */
  List<String> serverOptions() {
    return switch (this) {
      case NONE -> List.of();
      case SNAPSHOT -> List.of("--base-every=1s");
      case ROLL -> List.of("--journal-segment=1M");
      case BATCH, EXPIRY -> List.of("--ledger-capacity=4000000", "--ledger-memory=3G");
    };
  }

  /** As it is written on the command line and in figures. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }

  /** Reads {@link #word}s. */
  static final class Words implements ITypeConverter<Disturbance> {
    @Override
    public Disturbance convert(String word) {
      return Arrays.stream(values())
          .filter(one -> one.word().equals(word))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException(all()));
    }

    private static String all() {
      return Arrays.stream(values()).map(Disturbance::word).collect(Collectors.joining(", "));
    }
  }
}
