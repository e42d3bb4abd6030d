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
 * @param requireTags tags that an arm must carry to be eligible
 * @param shown what the caller shows, best first, while the campaign is in shadow mode; empty else
 */
public record SlotWanted(
    String slot,
    int count,
    List<String> only,
    List<String> except,
    List<String> requireTags,
    List<ShownArm> shown) {
  /** Copies the lists. */
  public SlotWanted {
    Objects.requireNonNull(slot, "slot");
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
    only = List.copyOf(only);
    except = List.copyOf(except);
    requireTags = List.copyOf(requireTags);
    shown = List.copyOf(shown);
  }

  /** One out of all arms but these, or out of only those. */
  public SlotWanted(String slot, int count, List<String> only, List<String> except) {
    this(slot, count, only, except, List.of(), List.of());
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
    return new SlotWanted(slot, count, List.of(arms), except, requireTags, shown);
  }

  /** The same, without these arms. */
  public SlotWanted except(String... arms) {
    return new SlotWanted(slot, count, only, List.of(arms), requireTags, shown);
  }

  /** The same, out of arms that carry all these tags. */
  public SlotWanted requireTags(String... tags) {
    return new SlotWanted(slot, count, only, except, List.of(tags), shown);
  }

  /** The caller shows these arms, best first: the campaign is in shadow mode. */
  public SlotWanted shown(ShownArm... arms) {
    return new SlotWanted(slot, Math.max(1, arms.length), only, except, requireTags, List.of(arms));
  }
}
