package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.policy.KeyedGenerator;
import dev.bandolier.server.policy.TrackingCoin;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.v1.Fate;
import org.jspecify.annotations.Nullable;

/**
 * One campaign as the learner sees it: its revisions that decisions are still settled by, its
 * posteriors, tallies, deadlines and register. Called by the learner's thread.
 */
final class CampaignState {

  private final int uid;
  private final BlockStore store;
  private final Revisions revisions;
  private final Deadlines closings = new Deadlines();
  private final Deadlines endings = new Deadlines();
  private final Models models;
  private final Tallies tallies;
  private final Lineage lineage = new Lineage();
  private final KnownImports imports = new KnownImports();
  private final Changes changes;
  private final FadeClock fading;
  private final Feed feed;
  private Campaign current;
  private Encoder encoder;
  private long register = SlotBlocks.NONE;

  CampaignState(Campaign campaign, Encoder encoder, BlockStore store, Lessons lessons) {
    this.uid = campaign.uid();
    this.store = store;
    this.current = campaign;
    this.encoder = encoder;
    this.models = new Models(uid, store, lessons);
    this.tallies = new Tallies(uid, store);
    this.feed = new Feed(store);
    this.revisions = new Revisions(campaign);
    this.changes = new Changes(uid, store);
    this.fading = new FadeClock(store, changes);
    fading.revise(campaign, campaign.createdMillis());
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

  /** Imports that have an id. */
  KnownImports imports() {
    return imports;
  }

  Feed feed() {
    return feed;
  }

  /** What is known of its slots' changes. */
  Changes changes() {
    return changes;
  }

  /** How much it has forgotten. */
  FadeClock fading() {
    return fading;
  }

  /** Deadlines by the feed's clock. */
  Deadlines closings() {
    return closings;
  }

  /** Deadlines by the wall's clock. */
  Deadlines endings() {
    return endings;
  }

  /**
   * Goes on with another revision.
   *
   * @param time when it took the place of the one before, epoch milliseconds
   */
  void revise(Campaign campaign, Encoder newEncoder, long time) {
    revisions.add(campaign, time);
    fading.revise(campaign, time);
    current = campaign;
    encoder = newEncoder;
  }

  void encoder(Encoder newEncoder) {
    encoder = newEncoder;
  }

  /** The revision that a decision was made under, or null where it is not known any more. */
  @Nullable Campaign revision(long number) {
    return revisions.find(number);
  }

  /** Which revisions decisions are settled by. */
  Revisions revisions() {
    return revisions;
  }

  void register(long handle) {
    register = handle;
    feed.register(handle);
    fading.register(handle);
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
      fading.register(register);
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

  /** Whether everything that the campaign needs has its block. */
  boolean isWhole() {
    return register != SlotBlocks.NONE && models.covers(current) && changes.covers(current);
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

  /** d of the slot with the longest vectors. */
  int largestDimension() {
    return current.slots().stream().mapToInt(s -> encoder.dimension(s.index())).max().orElse(1);
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

  long untracked() {
    return CampaignRegister.untracked(memory(), store.current(register));
  }

  void addUntracked() {
    CampaignRegister.addUntracked(memory(), store.stage(register));
  }

  /** Whether a decision of that id was never tracked, whenever it was made. */
  boolean isNeverTracked(KeyedGenerator draws) {
    return !TrackingCoin.tracks(draws, current.tracking().share());
  }

  /** Whether a decision of that id may have been made when it was not tracked. */
  boolean wasMaybeUntracked(KeyedGenerator draws) {
    double least = CampaignRegister.leastShare(memory(), store.current(register));
    return !Double.isNaN(least) && !TrackingCoin.tracks(draws, least);
  }

  /** Takes note of the share of the decisions that is tracked from here on. */
  void noteShare() {
    double share = current.tracking().share();
    double least = CampaignRegister.leastShare(memory(), store.current(register));
    if (share < 1 && !(least <= share)) {
      CampaignRegister.leastShare(memory(), store.stage(register), share);
    }
  }

  /** When the latest decision was made that the ledger does not keep; 0 for never. */
  long latestPassing() {
    return CampaignRegister.latestPassing(memory(), store.current(register));
  }

  void latestPassing(long time) {
    CampaignRegister.latestPassing(memory(), store.stage(register), time);
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
    return !feed.isHeld() && isDue(closingClock(now), now);
  }

  /** As {@link #isDue(long)} where expiry is not held and the closing clock is known. */
  boolean isDue(long clock, long now) {
    return closings.earliest() <= clock || endings.earliest() <= now;
  }

  /** Frees every block of its own; the ledger's are not its own. */
  void releaseAll() {
    models.releaseAll();
    changes.releaseAll();
    tallies.releaseAll();
    store.free(register);
  }

  private Memory memory() {
    return store.memory(register);
  }
}
