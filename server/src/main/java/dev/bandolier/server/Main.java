package dev.bandolier.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line of the server: one sub-command per use. */
@Command(
    name = "bandolier",
    description = "Decides what each person should see, and learns from what happens next.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      ServeCommand.class,
      VerifyCommand.class,
      EvaluateCommand.class,
      BackupCommand.class,
      SalvageCommand.class,
      EchoCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      LiftCommand.class,
      CandidatesCommand.class
    })
public final class Main implements Runnable {
  private Main() {}

  public static void main(String[] args) {
    Logging.start();
    System.exit(new CommandLine(new Main()).execute(args));
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
      return new String[] {"bandolier " + (version == null ? "development" : version)};
    }
  }
}
