package dev.bandolier.server.demo;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.statistics.ArmStatistics;
import dev.bandolier.server.statistics.SlotStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The whole screen, of at most 78 columns, and what it says in one line. */
final class Picture {

  private static final int BAR = 14;

  private static final int ROOMY = 30;

  private final Ink ink;
  private final String where;

  /**
   * A picture.
   *
   * @param where the line that says where the server listens
   */
  Picture(Ink ink, String where) {
    this.ink = ink;
    this.where = where;
  }

  /** The screen's lines: 28, or 22 where the screen has too few rows for empty ones. */
  List<String> lines(View view, int rows) {
    List<String> lines = new ArrayList<>(all(view));
    if (rows < ROOMY) {
      lines.removeIf(String::isEmpty);
    }
    return lines;
  }

  private List<String> all(View view) {
    List<String> lines = new ArrayList<>();
    Scoreboard scores = view.scores();
    lines.add(" " + ink.bold("Bandolier") + "  " + view.campaign().name() + "  " + view.clock());
    lines.add(" " + ink.faint(where));
    lines.add("");
    lines.add(" " + totals(view));
    lines.add(" " + ink.faint(Words.fates(view.statistics().fates(), ink)));
    lines.add("");
    lines.add(ink.faint("                    learned    by chance    uplift"));
    lines.add(row("opens per mail", scores.learned().opensAgainst(scores.chance())));
    lines.add(row("clicks per mail", scores.learned().clicksAgainst(scores.chance())));
    lines.add(" " + "%-18s ".formatted("clicks over time") + ink.course(scores.course()));
    for (Slot slot : view.campaign().slots()) {
      addSlot(lines, view, slot);
    }
    lines.add("");
    lines.add(" " + ink.faint("Ctrl-C stops it. Every tenth reader gets arms by chance."));
    return lines;
  }

  private String totals(View view) {
    Scoreboard scores = view.scores();
    return String.join(
        ink.dot(),
        "decisions " + ink.bold(Words.count(scores.mails())),
        "open in the ledger " + ink.bold(Words.count(view.statistics().openDecisions())),
        "opens " + ink.bold(Words.count(scores.opens())),
        "clicks " + ink.bold(Words.count(scores.clicks())));
  }

  private String row(String name, Comparison comparison) {
    String uplift = Words.uplift(comparison, ink) + "  " + Words.certainty(comparison);
    return String.format(
        Locale.ROOT,
        " %-18s %8s     %8s    %s",
        name,
        Words.percent(comparison.rate()),
        Words.percent(comparison.other()),
        comparison.says() && comparison.uplift() > 0 ? ink.good(uplift) : uplift);
  }

  private void addSlot(List<String> lines, View view, Slot slot) {
    List<String> traits = traits(slot.name());
    StringBuilder head = new StringBuilder();
    traits.forEach(trait -> head.append("%9s".formatted(trait)));
    String reward = slot.name().equals("subject") ? "opened" : "clicked";
    lines.add("");
    lines.add(
        " "
            + ink.bold("%-15s".formatted(slot.name()))
            + ink.faint("%-21s%s%11s".formatted("share", head, reward)));
    for (ArmStatistics arm : arms(view, slot)) {
      String id = id(slot, arm);
      lines.add(
          "  %-14s%s %5s %s%11s"
              .formatted(
                  id,
                  ink.bar(arm.share(), BAR),
                  Words.whole(arm.share()),
                  cells(view, slot.name(), traits, id),
                  Words.percent(arm.rewardMean())));
    }
  }

  private static String id(Slot slot, ArmStatistics arm) {
    Arm known = slot.armByUid(arm.arm());
    return known == null ? "arm " + arm.arm() : known.id();
  }

  private String cells(View view, String slot, List<String> traits, String arm) {
    StringBuilder cells = new StringBuilder();
    for (String trait : traits) {
      double share = view.scores().tastes().share(slot, trait, arm);
      String cell = "%9s".formatted(Words.whole(share));
      cells.append(share >= 0.5 ? ink.good(cell) : cell);
    }
    return cells.toString();
  }

  private static List<String> traits(String slot) {
    return slot.equals("image") ? Audience.DEVICES : Audience.SEGMENTS;
  }

  private static List<ArmStatistics> arms(View view, Slot slot) {
    return view.statistics().slots().stream()
        .filter(one -> one.slot() == slot.uid())
        .findFirst()
        .map(SlotStatistics::arms)
        .orElse(List.of());
  }

  /** The same in one line, without colour. */
  String line(View view) {
    Scoreboard scores = view.scores();
    Comparison clicks = scores.learned().clicksAgainst(scores.chance());
    StringBuilder line = new StringBuilder();
    line.append("%5s  decisions %s".formatted(view.clock(), Words.count(scores.mails())));
    line.append("  opens ").append(Words.count(scores.opens()));
    line.append("  clicks ").append(Words.count(scores.clicks()));
    line.append("  clicks per mail: learned ").append(Words.percent(clicks.rate()));
    line.append(", by chance ").append(Words.percent(clicks.other()));
    line.append(", uplift ").append(Words.uplift(clicks, ink));
    line.append(clicks.says() ? ", " + Words.certainty(clicks) : "");
    view.campaign().slots().forEach(slot -> line.append(shares(view, slot)));
    return line.toString();
  }

  private static String shares(View view, Slot slot) {
    StringBuilder text = new StringBuilder("  " + slot.name() + ":");
    for (ArmStatistics arm : arms(view, slot)) {
      text.append(' ').append(id(slot, arm));
      text.append(' ').append(Words.whole(arm.share()).replace(" ", ""));
    }
    return text.toString();
  }
}
