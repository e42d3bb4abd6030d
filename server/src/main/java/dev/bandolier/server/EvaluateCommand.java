package dev.bandolier.server;

import dev.bandolier.server.evaluate.Answer;
import dev.bandolier.server.evaluate.Estimate;
import dev.bandolier.server.evaluate.EvaluationException;
import dev.bandolier.server.evaluate.Interval;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.Order;
import dev.bandolier.server.evaluate.PolicyText;
import dev.bandolier.server.evaluate.PolicyValue;
import dev.bandolier.server.evaluate.Question;
import dev.bandolier.server.evaluate.TargetSettings;
import dev.bandolier.server.evaluate.ValueOf;
import dev.bandolier.server.hindsight.JournalEvaluations;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.v1.ContextSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what another policy would have earned on the logged decisions. */
@Command(
    name = "evaluate",
    description = {
      "Folds the journal beside the store, and values other policies on the closed decisions: IPS, SNIPS, direct method, doubly"
          + " robust, SWITCH-DR, and for several slots additive slate weights.",
      "The data directory is only read, and may be in use by a server. Ctrl-C ends it.",
      "Exit code: 0 done, 2 it could not be done, 130 cancelled."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {

  static final int FAILED = 2;
  static final int CANCELLED = 130;

  @Mixin private FoldOptions files = new FoldOptions();

  @Mixin private final CampaignOption campaign = new CampaignOption();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      required = true,
      split = ",",
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "TYPE, TYPE:EXPLORATION or TYPE:EXPLORATION:PRIOR_PRECISION, as in UNIFORM or LIN_UCB:0.5;"
              + " with @FILE it has other features, those of a file that looks like a campaign's schema,"
              + " as in LIN_UCB@crossed.yaml; several with commas.")
  private List<String> policies = List.of();

  @Option(
      names = "--slot",
      paramLabel = "SLOT",
      showDefaultValue = Help.Visibility.NEVER,
      description = "The only slot that counts; else all of them together, with product weights.")
  private String slot = "";

  @Option(
      names = "--value-of",
      paramLabel = "frozen|own_run",
      description =
          "Of a policy that learns: as it is after the earlier rows, or while it learns from what it does"
              + " itself (rejection sampling).")
  private String valueOf = "frozen";

  @Option(
      names = "--earlier",
      paramLabel = "SHARE|N",
      description =
          "What a frozen policy learns from: a share of the rows, or from 1 on their number, which is the same policy at"
              + " every look.")
  private double earlier = Question.DEFAULT.earlier();

  @Option(
      names = "--clip",
      paramLabel = "WEIGHT",
      description = "Weights above it count as it: less variance, some bias; none if not given.")
  private @Nullable Double clip;

  @Option(names = "--seed", paramLabel = "N", description = "Seeds the coins of own_run.")
  private long seed = Question.DEFAULT.seed();

  @Option(names = "--json", paramLabel = "FILE", description = "Written with what was found.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      Answer found = evaluate();
      PrintWriter out = spec.commandLine().getOut();
      found.policies().forEach((name, value) -> print(out, name, value));
      print(out, found.leftOut());
      out.flush();
      if (json != null) {
        JsonFile.write(json, EvaluationJson.of(found));
      }
      return 0;
    } catch (CancellationException e) {
      return fail(e.getMessage(), CANCELLED);
    } catch (StartException | EvaluationException | IllegalArgumentException e) {
      return fail(e.getMessage(), FAILED);
    } catch (IOException e) {
      return fail(DataDirectory.reason(e), FAILED);
    }
  }

  private Answer evaluate() throws StartException, IOException {
    Order order = new Order(campaign.name(), slot, policies(), question());
    ReplaySource source = files.source();
    try (StopSignal stop = StopSignal.install();
        ProgressLine line = ProgressLine.ofTerminal()) {
      return new JournalEvaluations(() -> source, new Semaphore(1))
          .answer(order, (stage, done, of) -> tell(stop, line, stage, done, of));
    }
  }

  private static boolean tell(
      StopSignal stop, ProgressLine line, String stage, long done, long of) {
    line.at(stage, done, stage.equals("folding") ? "bytes" : "rows", done, of);
    return !stop.isAsked();
  }

  private Map<String, TargetSettings> policies() throws IOException {
    Map<String, TargetSettings> wanted = new LinkedHashMap<>();
    for (String text : policies) {
      String[] parts = text.split("@", 2);
      ContextSchema schema = parts.length < 2 ? null : schema(Path.of(parts[1]));
      wanted.put(text, new TargetSettings(PolicyText.parse(parts[0]), schema));
    }
    return wanted;
  }

  private static ContextSchema schema(Path file) throws IOException {
    try {
      return CampaignFile.readSchema(file);
    } catch (CampaignFileException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()));
    }
  }

  private Question question() {
    ValueOf wanted =
        switch (valueOf) {
          case "frozen" -> ValueOf.FROZEN;
          case "own_run" -> ValueOf.OWN_RUN;
          default -> throw new EvaluationException("--value-of: frozen or own_run");
        };
    return new Question(wanted, earlier, clip == null ? Double.POSITIVE_INFINITY : clip, seed);
  }

  private static void print(PrintWriter out, String name, PolicyValue value) {
    if (value.accepted() == 0) {
      out.println(name + ": nothing to value it on: no closed decision, or none that it accepts");
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s: %s over %,d rounds%s; logged %s%n",
        name,
        value.valueOf() == ValueOf.FROZEN ? "frozen" : "its own run",
        value.accepted(),
        value.learnedFrom() > 0 ? " after %,d others".formatted(value.learnedFrom()) : "",
        ExactNumbers.brief(value.loggedValue()));
    print(out, "ips", value.estimates().ips());
    print(out, "snips", value.estimates().snips());
    print(out, "dm", value.estimates().dm());
    print(out, "dr", value.estimates().dr());
    print(out, "switch_dr", value.estimates().switchDr());
    Estimate slate = value.estimates().slate();
    if (slate != null) {
      print(out, "slate", slate);
    }
  }

  private static void print(PrintWriter out, String name, Estimate estimate) {
    out.printf(
        Locale.ROOT,
        "  %-9s %12s  95%% %s  at any time %s  ess %s  largest weight %s%n",
        name,
        ExactNumbers.brief(estimate.value()),
        text(estimate.fixed()),
        text(estimate.anytime()),
        ExactNumbers.brief(estimate.ess()),
        ExactNumbers.brief(estimate.maxWeight()));
  }

  private static String text(Interval interval) {
    return Double.isNaN(interval.low())
        ? "-"
        : ExactNumbers.brief(interval.low()) + " to " + ExactNumbers.brief(interval.high());
  }

  private static void print(PrintWriter out, LeftOut leftOut) {
    StringBuilder line = new StringBuilder("left out:");
    for (LeftOut.Reason reason : LeftOut.Reason.values()) {
      line.append(
          String.format(
              Locale.ROOT,
              " %s %,d",
              reason.name().toLowerCase(Locale.ROOT),
              leftOut.count(reason)));
    }
    out.println(line);
  }

  private int fail(@Nullable String message, int code) {
    spec.commandLine().getErr().println("bandolier: " + message);
    return code;
  }
}
