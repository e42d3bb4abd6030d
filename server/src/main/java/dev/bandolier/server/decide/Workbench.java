package dev.bandolier.server.decide;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.policy.ArmScorer;
import dev.bandolier.server.policy.Estimates;
import dev.bandolier.server.policy.KeyedGenerator;
import dev.bandolier.server.policy.SipHash;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.SlotRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Working memory for decisions, one a thread: what is made again and again is made in place. */
final class Workbench {

  /** The request's context. */
  final ContextValues context = new ContextValues();

  /** Numbers keyed by the decision's id. */
  final KeyedGenerator draws = new KeyedGenerator();

  final ArmScorer scorer = new ArmScorer();
  final Estimates estimates = new Estimates();
  final DecisionMadeWriter writer = new DecisionMadeWriter();
  final DecisionMade made = new DecisionMade();
  final RecordView record = new RecordView();
  final Claim claim = new Claim();

  /** The answer as it is written. */
  final MessageBytes answer = new MessageBytes();

  /** The fact as it is appended; shares the writer's memory. */
  ByteBuffer fact = ByteBuffer.allocate(0);

  /** When the request was taken in, epoch milliseconds. */
  long now;

  /** Whether the request has labels. */
  boolean labelled;

  /** The decision's id. */
  final TextBytes id = new TextBytes();

  long keyHi;
  long keyLo;
  long fingerprintHi;
  long fingerprintLo;
  long unitHi;
  long unitLo;

  /** Where the decision stands in the journal, or 0. */
  long position;

  /** When it was made, epoch milliseconds. */
  long time;

  /** Its {@link Claim#handle} where the call for it counts as in flight, else 0. */
  long call;

  long reopened;

  /** By slot index, the first arm chosen, or -1. */
  int[] firsts = new int[4];

  private final SipHash hash = new SipHash();
  private final RequestHash fingerprint = new RequestHash();
  private final KeyedGenerator coin = new KeyedGenerator();
  private final TextBytes unitText = new TextBytes();
  private final ByteBuffer unitKey =
      ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final List<Violation> violations = new ArrayList<>();
  private SlotWork[] works = new SlotWork[0];
  private @Nullable SlotRequest[] requests = new SlotRequest[0];

  /**
   * Takes in what the request says, its context apart.
   *
   * @param random an id is made of it where the request has none
   */
  void take(DecideRequest request, Campaign campaign, UnitSecret secret, LongSupplier random) {
    if (request.getDecisionId().isEmpty()) {
      id.setHex(random.getAsLong(), random.getAsLong());
    } else {
      id.set(request.getDecisionId());
    }
    key(campaign);
    takeUnit(request.getUnit(), secret);
    fingerprint.hash(request, labelled, unitHi, unitLo);
    fingerprintHi = fingerprint.hi();
    fingerprintLo = fingerprint.lo();
    draws.reset(campaign.saltHi(), campaign.saltLo(), id.bytes, 0, id.length);
    takeSlots(request, campaign);
  }

  /** Whether the decision on the bench was {@link #made} for a request that was taken in. */
  boolean isFor(DecideRequest request) {
    return hasHash(fingerprintHi, fingerprintLo)
        || !request.getUnit().isEmpty() && wasForUnitText(request);
  }

  private boolean wasForUnitText(DecideRequest request) {
    fingerprint.hashWithUnitText(request, labelled);
    return hasHash(fingerprint.hi(), fingerprint.lo());
  }

  private boolean hasHash(long hi, long lo) {
    return made.fingerprintHi() == hi && made.fingerprintLo() == lo;
  }

  /** Takes in an id alone, to look for its decision. */
  void takeId(String decisionId, Campaign campaign) {
    id.set(decisionId);
    key(campaign);
  }

  /** Takes in what a decision's fact says, its slots apart. */
  void recall(DecisionMade fact, Campaign campaign) {
    id.set(fact.id());
    draws.reset(campaign.saltHi(), campaign.saltLo(), id.bytes, 0, id.length);
    grow(campaign.slots().size());
  }

  private void key(Campaign campaign) {
    hash.hash(campaign.saltHi(), campaign.saltLo(), id.bytes, 0, id.length);
    keyHi = hash.first();
    keyLo = hash.second();
  }

  /** An empty list to collect violations in; valid until it is asked for again. */
  List<Violation> violations() {
    violations.clear();
    return violations;
  }

  /** The generator keyed by the unit where there is one, else by the decision. */
  KeyedGenerator holdoutCoin(Campaign campaign) {
    if (unitHi == 0 && unitLo == 0) {
      return draws;
    }
    unitKey.putLong(0, unitHi).putLong(Long.BYTES, unitLo);
    coin.reset(campaign.saltHi(), campaign.saltLo(), unitKey.array(), 0, unitKey.capacity());
    return coin;
  }

  /** What is wanted of a slot, or null if it is not wanted. */
  @Nullable SlotRequest request(Slot slot) {
    return requests[slot.index()];
  }

  SlotWork work(Slot slot) {
    return works[slot.index()];
  }

  private void takeUnit(String unit, UnitSecret secret) {
    unitHi = 0;
    unitLo = 0;
    if (!unit.isEmpty()) {
      unitText.set(unit);
      hash.hash(secret.hi(), secret.lo(), unitText.bytes, 0, unitText.length);
      unitHi = hash.first();
      unitLo = hash.second();
    }
  }

  private void takeSlots(DecideRequest request, Campaign campaign) {
    grow(campaign.slots().size());
    boolean all = request.getSlotsCount() == 0;
    Arrays.fill(requests, all ? SlotRequest.getDefaultInstance() : null);
    for (int i = 0; i < request.getSlotsCount(); i++) {
      Slot slot = campaign.slot(request.getSlots(i).getSlot());
      if (slot != null) {
        requests[slot.index()] = request.getSlots(i);
      }
    }
  }

  private void grow(int slots) {
    if (works.length < slots) {
      requests = new SlotRequest[slots];
      firsts = new int[slots];
      int known = works.length;
      works = Arrays.copyOf(works, slots);
      for (int i = known; i < slots; i++) {
        works[i] = new SlotWork();
      }
    }
  }
}
