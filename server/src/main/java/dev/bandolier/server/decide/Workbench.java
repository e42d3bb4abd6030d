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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** The fact as it is appended; shares the writer's memory. */
  ByteBuffer fact = ByteBuffer.allocate(0);

  /** The decision's id in UTF-8. */
  byte[] id = new byte[0];

  long keyHi;
  long keyLo;
  long fingerprintHi;
  long fingerprintLo;
  long unitHi;
  long unitLo;

  /** By slot index, the first arm chosen, or -1. */
  int[] firsts = new int[4];

  private final SipHash hash = new SipHash();
  private final KeyedGenerator coin = new KeyedGenerator();
  private final byte[] unitKey = new byte[2 * Long.BYTES];
  private final List<Violation> violations = new ArrayList<>();
  private SlotWork[] works = new SlotWork[0];
  private @Nullable SlotRequest[] requests = new SlotRequest[0];

  /** Takes in what the request says, its context apart, under the id given. */
  void take(DecideRequest request, String decisionId, Campaign campaign, UnitSecret secret) {
    id = decisionId.getBytes(StandardCharsets.UTF_8);
    hash.hash(campaign.saltHi(), campaign.saltLo(), id, 0, id.length);
    keyHi = hash.first();
    keyLo = hash.second();
    fingerprintHi = RequestHash.hi(request);
    fingerprintLo = RequestHash.lo(request);
    draws.reset(campaign.saltHi(), campaign.saltLo(), id, 0, id.length);
    takeUnit(request.getUnit(), secret);
    takeSlots(request, campaign);
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
    ByteBuffer key = ByteBuffer.wrap(unitKey).order(ByteOrder.LITTLE_ENDIAN);
    key.putLong(unitHi).putLong(unitLo);
    coin.reset(campaign.saltHi(), campaign.saltLo(), unitKey, 0, unitKey.length);
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
      byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
      hash.hash(secret.hi(), secret.lo(), bytes, 0, bytes.length);
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
