package dev.bandolier.server.event;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bandolier.v1.Campaign;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A campaign was made, changed or deleted.
 *
 * @param change what was done
 * @param campaign the campaign's uid, never used again
 * @param revision counts the campaign's changes from 1
 * @param saltHi the first half of the campaign's salt, which keys its draws and its decisions' ids
 * @param saltLo the second half
 * @param resetSlots names of the slots whose posteriors start anew
 * @param definition the campaign as it is from here on
 * @param posteriors what arms of reset slots begin with, where that is not the prior; mostly none, and then nothing is written of it
 */
public record CampaignChanged(
    Change change,
    int campaign,
    long revision,
    long saltHi,
    long saltLo,
    List<String> resetSlots,
    Campaign definition,
    List<GivenPosterior> posteriors)
    implements Fact {

  /** A change that gives no arm anything to begin with. */
  public CampaignChanged(
      Change change,
      int campaign,
      long revision,
      long saltHi,
      long saltLo,
      List<String> resetSlots,
      Campaign definition) {
    this(change, campaign, revision, saltHi, saltLo, resetSlots, definition, List.of());
  }

  /** What was done to a campaign. */
  public enum Change {
    /** It was made. */
    CREATED(0),
    /** It was changed. */
    UPDATED(1),
    /** It was deleted. */
    DELETED(2);

    private final int code;

    Change(int code) {
      this.code = code;
    }

    private static Change of(int code) {
      return switch (code) {
        case 0 -> CREATED;
        case 1 -> UPDATED;
        case 2 -> DELETED;
        default -> throw new IllegalArgumentException("no change of a campaign has code " + code);
      };
    }
  }

  @Override
  public byte type() {
    return FactType.CAMPAIGN_CHANGED;
  }

  @Override
  public void write(ByteBuffer target) {
    Encoding.ordered(target)
        .putInt(campaign)
        .putInt(change.code)
        .putLong(revision)
        .putLong(saltHi)
        .putLong(saltLo);
    Encoding.putStrings(target, resetSlots);
    Encoding.putBytes(target, definition.toByteArray());
    if (!posteriors.isEmpty()) {
      GivenPosterior.writeAll(posteriors, target);
    }
  }

  static CampaignChanged read(ByteBuffer payload) {
    ByteBuffer source = Encoding.ordered(payload);
    int campaign = source.getInt();
    Change change = Change.of(source.getInt());
    return new CampaignChanged(
        change,
        campaign,
        source.getLong(),
        source.getLong(),
        source.getLong(),
        Encoding.getStrings(source),
        definition(Encoding.getBytes(source)),
        source.hasRemaining() ? GivenPosterior.readAll(source) : List.of());
  }

  private static Campaign definition(byte[] bytes) {
    try {
      return Campaign.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the journalled campaign cannot be parsed", e);
    }
  }
}
