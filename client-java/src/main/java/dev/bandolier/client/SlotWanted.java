package dev.bandolier.client;

import java.util.List;
import java.util.Objects;

/**
 * One slot that a decision is wanted for.
 *
 * @param slot the slot's name
 * @param count how many arms, without repeats, best first: 1 to 100
 * @param only the arms that are eligible; empty: all active ones
 * @param except arms that are not eligible
 */
public record SlotWanted(String slot, int count, List<String> only, List<String> except) {
  /** Copies the lists. */
  public SlotWanted {
    Objects.requireNonNull(slot, "slot");
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
    only = List.copyOf(only);
    except = List.copyOf(except);
  }

  /** One arm out of all active ones. */
  public static SlotWanted one(String slot) {
    return best(slot, 1);
  }

  /** The best {@code count} arms out of all active ones. */
  public static SlotWanted best(String slot, int count) {
    return new SlotWanted(slot, count, List.of(), List.of());
  }

  /** The same, out of these arms alone. */
  public SlotWanted only(String... arms) {
    return new SlotWanted(slot, count, List.of(arms), except);
  }

  /** The same, without these arms. */
  public SlotWanted except(String... arms) {
    return new SlotWanted(slot, count, only, List.of(arms));
  }
}
