package dev.bandolier.loadtest.chaos;

import dev.bandolier.loadtest.chaos.Scheme.Choice;
import java.util.List;

/**
 * A campaign of the siege in the making. Unless told otherwise its windows outlast the siege, it learns
 * provisionally, everybody is served, every decision is shown at once, outcomes have no times of their
 * own, and decisions and outcomes are kept as the server keeps them.
 */
final class SchemeDraft {
  private static final long LONG = 24 * 3_600_000L;
  private static final long SHORT = 3_000;

  private final String name;
  private final List<Choice> slots;
  private final List<Rule> rules;
  private String learningMode = "PROVISIONAL";
  private boolean hasty;
  private double deferredShare;
  private double holdout;
  private boolean censorsAtClose;
  private boolean timed;
  private String durability = "";
  private Keeping keeping = Keeping.LONG;

  SchemeDraft(String name, List<Choice> slots, List<Rule> rules) {
    this.name = name;
    this.slots = slots;
    this.rules = rules;
  }

  SchemeDraft learning(String mode) {
    learningMode = mode;
    return this;
  }

  /** Windows of three seconds, all closed at the end. */
  SchemeDraft hasty() {
    hasty = true;
    return this;
  }

  SchemeDraft deferring(double share) {
    deferredShare = share;
    return this;
  }

  SchemeDraft holdout(double share) {
    holdout = share;
    return this;
  }

  SchemeDraft censoringAtClose() {
    censorsAtClose = true;
    return this;
  }

  SchemeDraft timed() {
    timed = true;
    return this;
  }

  SchemeDraft durability(String ofOutcomes) {
    durability = ofOutcomes;
    return this;
  }

  SchemeDraft keeping(Keeping ofDecisions) {
    keeping = ofDecisions;
    return this;
  }

  Scheme done() {
    return new Scheme(
        name,
        slots,
        rules,
        learningMode,
        hasty,
        hasty ? SHORT : LONG,
        deferredShare,
        holdout,
        censorsAtClose,
        timed,
        durability,
        keeping);
  }
}
