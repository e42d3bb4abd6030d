package dev.bandolier.server.campaign;

import com.google.protobuf.Timestamp;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.HistoryEntry;
import java.util.List;

/** What was promoted, demoted and concluded, kept in a campaign's definition and so in the fact that did it. Pure. */
public final class History {

  private static final int MAX = 50;

  private History() {}

  /** With an entry whose time and revision are those of the fact that will carry it. */
  public static void add(Campaign.Builder definition, HistoryEntry entry) {
    List<HistoryEntry> before = definition.getHistoryList();
    List<HistoryEntry> kept =
        List.copyOf(before.subList(Math.max(0, before.size() + 1 - MAX), before.size()));
    definition.clearHistory().addAllHistory(kept).addHistory(entry);
  }

  /** What a caller sent, with the history that the campaign has: nobody writes it himself. */
  public static Campaign keep(Campaign wanted, Campaign current) {
    return wanted.toBuilder().clearHistory().addAllHistory(current.getHistoryList()).build();
  }

  /** Fills in when and as which revision the newest entry took effect. */
  static void stamp(Campaign.Builder definition, long revision, Timestamp time) {
    int last = definition.getHistoryCount() - 1;
    if (last >= 0 && definition.getHistory(last).getRevision() == 0) {
      definition.getHistoryBuilder(last).setRevision(revision).setTime(time);
    }
  }
}
