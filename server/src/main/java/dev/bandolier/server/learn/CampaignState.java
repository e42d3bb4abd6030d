package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.Workspace;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One campaign as the learner sees it: its revisions that decisions are still settled by, its
 * posteriors, tallies, deadlines and register. Called by the learner's thread.
 */
final class CampaignState {

  private final int uid;
  private final BlockStore store;
  private final Map<Long, Campaign> revisions = new HashMap<>();
  private final Map<Long, Integer> olderUses = new HashMap<>();
  private final Deadlines closings = new Deadlines();
  private final Deadlines endings = new Deadlines();
  private final Models models;
  private final Tallies tallies;
  private final Lineage lineage = new Lineage();
  private final Feed feed;
  private Campaign current;
  private int currentUses;
  private Encoder encoder;
  private long register = SlotBlocks.NONE;

  CampaignState(Campaign campaign, Encoder encoder, BlockStore store, Workspace workspace) {
    this.uid = campaign.uid();
    this.store = store;
    this.current = campaign;
    this.encoder = encoder;
    this.models = new Models(uid, store, workspace);
    this.tallies = new Tallies(uid, store);
    this.feed = new Feed(store);
    revisions.put(campaign.revision(), campaign);
  }

  int uid() {
    return uid;
  }

  Campaign campaign() {
    return current;
  }

  Encoder encoder() {
    return encoder;
  }

  Models models() {
    return models;
  }

  Tallies tallies() {
    return tallies;
  }

  /** Which lessons the posteriors hold. */
  Lineage lineage() {
    return lineage;
  }

  Feed feed() {
    return feed;
  }

  /** Deadlines by the feed's clock. */
  Deadlines closings() {
    return closings;
  }

  /** Deadlines by the wall's clock. */
  Deadlines endings() {
    return endings;
  }

  /** Goes on with another revision; the one before stays known until {@link #dropUnused()}. */
  void revise(Campaign campaign, Encoder newEncoder) {
    long before = current.revision();
    if (currentUses > 0) {
      olderUses.put(before, currentUses);
    }
    current = campaign;
    currentUses = olderUses.getOrDefault(campaign.revision(), 0);
    olderUses.remove(campaign.revision());
    encoder = newEncoder;
    revisions.put(campaign.revision(), campaign);
  }

  void encoder(Encoder newEncoder) {
    encoder = newEncoder;
  }

  /** The revision that a decision was made under, or null where it is not known any more. */
  @Nullable Campaign revision(long number) {
    return number == current.revision() ? current : revisions.get(number);
  }

  /** Keeps a revision for one more decision. */
  void use(long revision) {
    if (revision == current.revision()) {
      currentUses++;
    } else {
      olderUses.merge(revision, 1, Integer::sum);
    }
  }

  /** One decision needs a revision no more. */
  void release(long revision) {
    if (revision == current.revision()) {
      currentUses--;
    } else if (olderUses.merge(revision, -1, Integer::sum) == 0) {
      olderUses.remove(revision);
      dropUnused(revision);
    }
  }

  private void dropUnused(long revision) {
    if (revision != current.revision() && !olderUses.containsKey(revision)) {
      revisions.remove(revision);
    }
  }

  /** Drops the revisions that no decision uses, once all decisions have been taken note of. */
  void dropUnused() {
    revisions
        .keySet()
        .removeIf(revision -> revision != current.revision() && !olderUses.containsKey(revision));
  }

  void register(long handle) {
    register = handle;
    feed.register(handle);
  }

  /** Makes the register, if there is none. */
  void ensureRegister() {
    if (register == SlotBlocks.NONE) {
      register =
          store.allocate(BlockKind.CAMPAIGN, BlockKind.ownerOf(uid, 0), 1, CampaignRegister.WORDS);
      if (register == BlockStore.FULL) {
        throw new IllegalStateException("no memory for the register of " + current.name());
      }
      CampaignRegister.initialise(store.memory(register), store.stage(register));
      feed.register(register);
    }
  }

  /** Writes down which revision this is. */
  void noteRevision() {
    CampaignRegister.revision(memory(), store.stage(register), current.revision());
  }

  /** Counts one more value of a feature. */
  void noteValue() {
    CampaignRegister.addValue(memory(), store.stage(register));
  }

  long modelVersion() {
    return CampaignRegister.modelVersion(memory(), store.current(register));
  }

  void modelVersion(long position) {
    CampaignRegister.modelVersion(memory(), store.stage(register), position);
  }

  /** Lets the model version go on where the register stands. */
  void restoreVersion() {
    models.version().begin();
    models.version().finish(modelVersion());
  }

  CampaignFigures figures() {
    long heard = feed.newest();
    return new CampaignFigures(current.name(), open(), models.drift(), heard, feed.isHeld());
  }

  long open() {
    return CampaignRegister.open(memory(), store.current(register));
  }

  void addOpen(int change) {
    CampaignRegister.addOpen(memory(), store.stage(register), change);
  }

  long count(Fate fate) {
    return CampaignRegister.count(memory(), store.current(register), fate);
  }

  void addFate(Fate fate) {
    CampaignRegister.count(memory(), store.stage(register), fate, 1);
  }

  /** Up to which of the outcomes' own times windows are closed at a wall-clock time. */
  long closingClock(long now) {
    return feed.closingClock(current, now);
  }

  /** Whether any deadline is over; none is while expiry is held. */
  boolean isDue(long now) {
    return !feed.isHeld()
        && (closings.earliest() <= closingClock(now) || endings.earliest() <= now);
  }

  /** Frees every block of its own; the ledger's are not its own. */
  void releaseAll() {
    models.releaseAll();
    tallies.releaseAll();
    store.free(register);
  }

  private Memory memory() {
    return store.memory(register);
  }
}
