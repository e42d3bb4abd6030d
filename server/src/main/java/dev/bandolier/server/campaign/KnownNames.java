package dev.bandolier.server.campaign;

import java.util.TreeSet;

/** The names of a journal's campaigns, for whoever asks for one that it has not. One thread. */
public final class KnownNames {

  /** How many are named at most. */
  private static final int NAMED = 20;

  private final TreeSet<String> names = new TreeSet<>();

  /** Makes one that knows none. */
  public KnownNames() {}

  /** Takes note of a campaign. */
  public void add(String name) {
    if (names.size() < NAMED) {
      names.add(name);
    }
  }

  /** Says that there is no campaign of a name, and which there are. */
  public String withoutOne(String name) {
    String others = names.isEmpty() ? "it has none" : "it has " + String.join(", ", names);
    return "the journal knows no campaign '" + name + "'; " + others;
  }
}
