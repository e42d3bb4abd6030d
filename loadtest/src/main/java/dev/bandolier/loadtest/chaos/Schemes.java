package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.chaos.Rule.Aggregation;
import dev.bandolier.loadtest.chaos.Scheme.Choice;
import java.util.List;

/**
 * The campaigns of a siege: one slot and several, lists, windows of seconds and of an hour, every way
 * to learn, both durabilities, deferred decisions, requirements, a holdout, tokens, a short memory.
 */
final class Schemes {
  private static final long LONG = 24 * 3_600_000L;
  private static final long SHORT = 3_000;
  private static final List<Choice> MAIL =
      List.of(
          new Choice("subject", List.of("welcome", "favourites", "miss-you"), 1),
          new Choice("image", List.of("close-up", "panorama", "product"), 1),
          new Choice("offer", List.of("discount", "shipping"), 1));
  private static final List<Rule> MAIL_RULES =
      List.of(
          Rule.fixed("open", 1, "subject"),
          Rule.fixed("click", 2, "image").requiring("open").spoiltByMachines(),
          Rule.valued("purchase", 0.5, 100, Aggregation.SUM, "image", "offer").requiring("open"));
  private static final List<Choice> BANNER =
      List.of(new Choice("banner", List.of("a", "b", "c"), 1));

  private Schemes() {}

  /** All of them, under names that begin with this. */
  static List<Scheme> all(String prefix) {
    return List.of(
        banner(prefix),
        mail(prefix),
        flash(prefix),
        list(prefix),
        rated(prefix),
        brief(prefix),
        sealed(prefix),
        forgotten(prefix));
  }

  /** One slot, a holdout, values that add up. */
  static Scheme banner(String prefix) {
    List<Rule> rules = List.of(Rule.valued("click", 1, 100, Aggregation.SUM, "banner"));
    return new Scheme(
        prefix + "banner",
        BANNER,
        rules,
        "PROVISIONAL",
        false,
        LONG,
        0,
        0.1,
        false,
        false,
        "",
        Keeping.LONG);
  }

  /** Three slots, of which two require an open; some decisions are deferred. */
  static Scheme mail(String prefix) {
    return new Scheme(
        prefix + "mail",
        MAIL,
        MAIL_RULES,
        "PROVISIONAL",
        false,
        LONG,
        0.3,
        0,
        false,
        false,
        "POWER",
        Keeping.LONG);
  }

  /** The same in a hurry, learned at the end of the window. */
  static Scheme flash(String prefix) {
    return new Scheme(
        prefix + "flash",
        MAIL,
        MAIL_RULES,
        "AT_WINDOW_CLOSE",
        true,
        SHORT,
        0.3,
        0.1,
        false,
        false,
        "PROCESS",
        Keeping.LONG);
  }

  /** Three of five arms at a time. */
  static Scheme list(String prefix) {
    List<Choice> shelf = List.of(new Choice("shelf", List.of("a", "b", "c", "d", "e"), 3));
    List<Rule> rules =
        List.of(
            Rule.fixed("click", 1, "shelf"),
            Rule.valued("purchase", 0.25, 50, Aggregation.SUM, "shelf"));
    return new Scheme(
        prefix + "list",
        shelf,
        rules,
        "PROVISIONAL",
        true,
        SHORT,
        0,
        0,
        false,
        false,
        "",
        Keeping.LONG);
  }

  /** Outcomes of which the first, the last or the greatest counts, by their own times. */
  static Scheme rated(String prefix) {
    List<Rule> rules =
        List.of(
            Rule.valued("first", 1, 10, Aggregation.FIRST, "banner"),
            Rule.valued("last", 1, 10, Aggregation.LAST, "banner"),
            Rule.valued("best", 1, 10, Aggregation.MAX, "banner"));
    return new Scheme(
        prefix + "rated",
        BANNER,
        rules,
        "ON_REWARD",
        false,
        LONG,
        0,
        0,
        false,
        true,
        "POWER",
        Keeping.LONG);
  }

  /** What gets no outcome within seconds is censored; many decisions are deferred. */
  static Scheme brief(String prefix) {
    List<Rule> rules = List.of(Rule.valued("click", 1, 100, Aggregation.SUM, "banner"));
    return new Scheme(
        prefix + "brief",
        BANNER,
        rules,
        "PROVISIONAL",
        true,
        SHORT,
        0.4,
        0,
        true,
        false,
        "",
        Keeping.LONG);
  }

  /** Decisions that the ledger does not know before something is reported of them, by their tokens. */
  static Scheme sealed(String prefix) {
    List<Rule> rules = List.of(Rule.valued("click", 1, 100, Aggregation.SUM, "banner"));
    return new Scheme(
        prefix + "sealed",
        BANNER,
        rules,
        "PROVISIONAL",
        false,
        LONG,
        0,
        0.1,
        false,
        false,
        "",
        Keeping.BY_TOKEN);
  }

  /** Decisions that are forgotten in the midst of the siege. */
  static Scheme forgotten(String prefix) {
    List<Rule> rules = List.of(Rule.valued("click", 1, 100, Aggregation.SUM, "banner"));
    return new Scheme(
        prefix + "forgotten",
        BANNER,
        rules,
        "PROVISIONAL",
        true,
        SHORT,
        0,
        0,
        false,
        false,
        "",
        Keeping.BRIEFLY);
  }
}
