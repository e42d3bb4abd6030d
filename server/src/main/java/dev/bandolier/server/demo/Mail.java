package dev.bandolier.server.demo;

import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.SlotDecision;

/** A mail on its way: who gets it, what was decided for it, and what has become of it. */
final class Mail {

  private final Reader reader;
  private final DecideResponse decision;
  private boolean opened;
  private boolean clicked;

  Mail(Reader reader, DecideResponse decision) {
    this.reader = reader;
    this.decision = decision;
  }

  Reader reader() {
    return reader;
  }

  DecideResponse decision() {
    return decision;
  }

  String id() {
    return decision.getDecisionId();
  }

  /** The id of the arm that was chosen for a slot. */
  String arm(String slot) {
    for (SlotDecision chosen : decision.getSlotsList()) {
      if (chosen.getSlot().equals(slot)) {
        return chosen.getArms(0).getArm();
      }
    }
    throw new IllegalArgumentException("nothing was chosen for the slot " + slot);
  }

  /** Whether chance alone chose. */
  boolean byChance() {
    return decision.getSource() == DecisionSource.DECISION_SOURCE_HOLDOUT;
  }

  void open() {
    opened = true;
  }

  void click() {
    clicked = true;
  }

  boolean isOpened() {
    return opened;
  }

  boolean isClicked() {
    return clicked;
  }
}
