package dev.bandolier.loadtest.load;

import java.util.List;

/** Messages of one kind in many contexts, taken in turn. Immutable. */
final class Deck {

  private final List<Template> templates;

  /** One or more templates that take the same number of ids. */
  Deck(List<Template> templates) {
    this.templates = List.copyOf(templates);
  }

  /** How many ids a message takes. */
  int items() {
    return templates.get(0).items();
  }

  /** The message for an id. */
  byte[] message(long firstId) {
    long turn = firstId / items();
    return templates.get((int) Long.remainderUnsigned(turn, templates.size())).with(firstId);
  }
}
