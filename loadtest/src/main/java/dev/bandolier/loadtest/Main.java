package dev.bandolier.loadtest;

import dev.bandolier.loadtest.chaos.ChaosCommand;
import dev.bandolier.loadtest.durability.RecoveryCommand;
import dev.bandolier.loadtest.load.BodyCommand;
import dev.bandolier.loadtest.load.CeilingCommand;
import dev.bandolier.loadtest.load.RunCommand;
import dev.bandolier.loadtest.replay.BakeoffCommand;
import dev.bandolier.loadtest.replay.EvaluateCommand;
import dev.bandolier.loadtest.replay.ReplayCommand;
import dev.bandolier.loadtest.replay.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line of the load test: one sub-command per use. */
@Command(
    name = "bandolier-loadtest",
    description = "Turns data sets and arrival processes into traffic.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ReplayCommand.class,
      BakeoffCommand.class,
      SimulateCommand.class,
      EvaluateCommand.class,
      ChaosCommand.class,
      RecoveryCommand.class,
      CeilingCommand.class,
      RunCommand.class,
      BodyCommand.class
    },
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  /** Prints the usage: a bare call is a question. */
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** The version that the jar's manifest states, or {@code development} outside a jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"bandolier-loadtest " + (version == null ? "development" : version)};
    }
  }
}
