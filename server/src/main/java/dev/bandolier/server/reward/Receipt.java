package dev.bandolier.server.reward;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.Fate;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one fact that a caller sent.
 *
 * @param fate its fate; unspecified where it was refused for a reason that is not its own
 * @param position its position in the journal; 0 where it was refused
 * @param refusal why it was refused; null where it was not
 */
public record Receipt(Fate fate, long position, @Nullable Refusal refusal) {

  static Receipt refused(Refusal refusal) {
    boolean temporary =
        switch (refusal.reason()) {
          case OVERLOADED, JOURNAL_FULL, SHUTTING_DOWN -> true;
          default -> false;
        };
    return new Receipt(temporary ? Fate.FATE_UNSPECIFIED : Fate.FATE_INVALID, 0, refusal);
  }
}
