package dev.bandolier.loadtest.subject;

import java.util.List;
import picocli.CommandLine.Option;

/** The flags that servers' JVMs are started with. Set by the command line, then only read. */
public final class JvmOptions {

  @Option(
      names = "--jvm",
      split = " +",
      paramLabel = "FLAGS",
      description = "Flags of the servers' JVMs, as in --jvm=\"-Xmx1g -XX:+UseParallelGC\".")
  private List<String> flags = List.of();

  /** For the command line. */
  public JvmOptions() {}

  /** The flags in their order; none where none were given. */
  public List<String> flags() {
    return flags.stream().filter(flag -> !flag.isEmpty()).toList();
  }
}
