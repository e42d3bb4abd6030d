package dev.bandolier.server.store;

import java.util.Locale;

/** Who pays for a block: the arms' memory or the ledger's, so that neither can starve the other. */
public enum Share {
  /** Campaigns, slots, arms and their statistics. */
  ARMS,
  /** Open decisions and held outcomes. */
  LEDGER;

  /** The share of a block's kind: the ledger's if {@link BlockStore#LEDGER_KIND} is set. */
  public static Share of(int kind) {
    return (kind & BlockStore.LEDGER_KIND) == 0 ? ARMS : LEDGER;
  }

  String fileWord() {
    return name().toLowerCase(Locale.ROOT);
  }
}
