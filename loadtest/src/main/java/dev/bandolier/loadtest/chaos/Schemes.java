package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.chaos.Rule.Aggregation;
import dev.bandolier.loadtest.chaos.Scheme.Choice;
import java.util.List;

/**
 * The campaigns of a siege: one slot and several, lists, windows of seconds and of an hour, every way
 * to learn, both durabilities, deferred decisions, requirements, a holdout, tokens, a short memory.
 */
final class Schemes {
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
  private static final List<Rule> CLICKS =
      List.of(Rule.valued("click", 1, 100, Aggregation.SUM, "banner"));

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
    return new SchemeDraft(prefix + "banner", BANNER, CLICKS).holdout(0.1).done();
  }

  /** Three slots, of which two require an open; some decisions are deferred. */
  static Scheme mail(String prefix) {
    return new SchemeDraft(prefix + "mail", MAIL, MAIL_RULES)
        .deferring(0.3)
        .durability("POWER")
        .done();
  }

  /** The same in a hurry, learned at the end of the window. */
  static Scheme flash(String prefix) {
    return new SchemeDraft(prefix + "flash", MAIL, MAIL_RULES)
        .learning("AT_WINDOW_CLOSE")
        .hasty()
        .deferring(0.3)
        .holdout(0.1)
        .durability("PROCESS")
        .done();
  }

  /** Three of five arms at a time. */
  static Scheme list(String prefix) {
    List<Choice> shelf = List.of(new Choice("shelf", List.of("a", "b", "c", "d", "e"), 3));
    List<Rule> rules =
        List.of(
            Rule.fixed("click", 1, "shelf"),
            Rule.valued("purchase", 0.25, 50, Aggregation.SUM, "shelf"));
    return new SchemeDraft(prefix + "list", shelf, rules).hasty().done();
  }

  /** Outcomes of which the first, the last or the greatest counts, by their own times. */
  static Scheme rated(String prefix) {
    List<Rule> rules =
        List.of(
            Rule.valued("first", 1, 10, Aggregation.FIRST, "banner"),
            Rule.valued("last", 1, 10, Aggregation.LAST, "banner"),
            Rule.valued("best", 1, 10, Aggregation.MAX, "banner"));
    return new SchemeDraft(prefix + "rated", BANNER, rules)
        .learning("ON_REWARD")
        .timed()
        .durability("POWER")
        .done();
  }

  /** What gets no outcome within seconds is censored; many decisions are deferred. */
  static Scheme brief(String prefix) {
    return new SchemeDraft(prefix + "brief", BANNER, CLICKS)
        .hasty()
        .deferring(0.4)
        .censoringAtClose()
        .done();
  }

  /** Decisions that the ledger does not know before something is reported of them, by their tokens. */
  static Scheme sealed(String prefix) {
    return new SchemeDraft(prefix + "sealed", BANNER, CLICKS)
        .holdout(0.1)
        .keeping(Keeping.BY_TOKEN)
        .done();
  }

  /** Decisions that are forgotten in the midst of the siege. */
  static Scheme forgotten(String prefix) {
    return new SchemeDraft(prefix + "forgotten", BANNER, CLICKS)
        .hasty()
        .keeping(Keeping.BRIEFLY)
        .done();
  }
}
