package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.KnownNames;
import dev.bandolier.server.evaluate.LoggedRow;
import dev.bandolier.server.evaluate.LoggedSlot;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.journal.RecordSource;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.learn.PartState;
import dev.bandolier.server.learn.Replay;
import dev.bandolier.server.learn.SettledDecision;
import dev.bandolier.server.model.CampaignModel;
import dev.bandolier.server.policy.KeyedGenerator;
import dev.bandolier.server.policy.Purpose;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches one campaign's facts being folded again, and compares its candidates. What it finds is a pure function of the
 * facts and of where folding began: candidates are asked with everything folded before the decision, decisions are taken in in their order once all that came
 * before them are closed, and it is looked whether they are at times that the facts alone determine. The folding thread.
 *
 * <p>Memory: for every decision that is open or waits for an open one some 160 bytes and four for each candidate and
 * eligible arm, {@value Waiting#LIMIT} bytes at most.
 */
final class Scorekeeper implements LearnListener, Replay.Witness {

  /** By how much journal time goes on between two looks, unless time passes by a fact of its own. */
  private static final long LOOK_MILLIS = 1000;

  private final String name;
  private final RecordSource journal;
  private final Waiting waiting = new Waiting(Waiting.LIMIT);
  private final KeyedGenerator coins = new KeyedGenerator();
  private final TreeMap<Long, Campaign> revisions = new TreeMap<>();
  private final KnownNames others = new KnownNames();
  private final DecisionMade made = new DecisionMade();
  private final RecordView record = new RecordView();
  private int uid = -1;
  private boolean begun;
  private boolean reset;
  private long looked;
  private long at;
  private @Nullable Contest contest;

  /**
   * Watches for the newest campaign of a name.
   *
   * @param journal where facts of decisions are read again
   */
  Scorekeeper(String name, RecordSource journal) {
    this.name = name;
    this.journal = journal;
  }

  /** From now on every fact is seen; what was published before was there without its facts. */
  void begin() {
    begun = true;
  }

  /** What is compared now; null for nothing. */
  @Nullable Contest contest() {
    return contest;
  }

  /** How many decisions of the comparison are open, or wait for an open one. */
  int waiting() {
    return (int) waiting.all().stream().filter(asked -> asked.contest == contest).count();
  }

  /** Says that the journal has no such campaign, and which it has. */
  String withoutOne() {
    return others.withoutOne(name);
  }

  /** The newest revision of the campaign; null before the first one. */
  @Nullable Campaign campaign() {
    return revisions.isEmpty() ? null : revisions.lastEntry().getValue();
  }

  @Override
  public boolean follows(RecordView fact) {
    if (fact.type() == FactType.CAMPAIGN_CHANGED) {
      take((CampaignChanged) Fact.read(fact.type(), fact.payload()));
    }
    return fact.payload().order(ByteOrder.LITTLE_ENDIAN).getInt(0) == uid;
  }

  /** A campaign of that name is made: from now on it is the one. */
  private void take(CampaignChanged changed) {
    others.add(changed.definition().getName());
    boolean named = changed.definition().getName().equals(name);
    if (named && changed.change() == CampaignChanged.Change.CREATED) {
      uid = changed.campaign();
      revisions.clear();
      contest = null;
    }
  }

  @Override
  public void published(Campaign campaign, Encoder encoder, CampaignModel model) {
    others.add(campaign.name());
    if (uid < 0 && campaign.name().equals(name)) {
      uid = campaign.uid();
    }
    if (campaign.uid() != uid) {
      return;
    }
    revisions.put(campaign.revision(), campaign);
    Contest now = contest;
    if (now == null || reset || !now.goesOnWith(campaign)) {
      now = Contest.begin(campaign, encoder, begun, now);
      contest = now;
      reset = false;
    }
    if (now != null) {
      now.publish(campaign, encoder, model, at);
    }
  }

  @Override
  public void withdrawn(Campaign campaign) {
    if (campaign.uid() == uid) {
      contest = null;
      waiting.clear();
    }
  }

  @Override
  public void coming(RecordView fact, Replay replay) {
    at = fact.position();
    Contest now = contest;
    if (fact.type() == FactType.CAMPAIGN_CHANGED) {
      replay.flush();
      reset = !((CampaignChanged) Fact.read(fact.type(), fact.payload())).resetSlots().isEmpty();
    } else if (fact.type() == FactType.DECISION_MADE && now != null) {
      made.wrap(fact.payload());
      if (now.compares(made)) {
        ask(now, fact, replay);
      }
    }
  }

  private void ask(Contest now, RecordView fact, Replay replay) {
    double coin = coin(now.campaign());
    if (!waiting.hasTime(fact.time()) || !waiting.takes(coin)) {
      now.thin();
      return;
    }
    replay.flush();
    Campaign revision = revisions.get(made.revision());
    float[] targets = now.ask(made, revision, fact.position(), fact.time());
    if (targets != null) {
      waiting.add(
          new Asked(now, made.keyHi(), made.keyLo(), fact.position(), fact.time(), targets, coin));
    }
  }

  private double coin(Campaign campaign) {
    byte[] id = made.id().getBytes(StandardCharsets.UTF_8);
    coins.reset(campaign.saltHi(), campaign.saltLo(), id, 0, id.length);
    return coins.uniform(0, 0, Purpose.COMPARED);
  }

  @Override
  public void came(RecordView fact, Replay replay) {
    boolean due = fact.type() == FactType.TIME_PASSED || fact.time() >= looked + LOOK_MILLIS;
    if (due && waiting.first() != null) {
      looked = fact.time();
      replay.flush();
      look(replay);
    }
  }

  @Override
  public boolean hearsSettled() {
    return true;
  }

  /** A decision is forgotten; it may still wait for an earlier one. */
  @Override
  public void settled(SettledDecision decision) {
    Asked asked = waiting.at(decision.position());
    if (asked != null && decision.campaign().uid() == uid) {
      asked.settled = rewards(decision);
    }
  }

  /** Takes in what is closed, up to the first decision that is not. */
  private void look(Replay replay) {
    for (Asked first = waiting.first(); first != null; first = waiting.first()) {
      if (first.contest == contest && !close(first, replay)) {
        return;
      }
      waiting.removeFirst();
    }
  }

  /** Takes a decision in; false where it is open. */
  private boolean close(Asked asked, Replay replay) {
    if (!journal.readAt(asked.position, record)) {
      asked.contest.lose();
      return true;
    }
    made.wrap(record.payload());
    double[] rewards = rewards(asked, replay);
    if (rewards == null) {
      asked.contest.lose();
    } else if (isOpen(rewards)) {
      return false;
    } else {
      asked.contest.add(row(asked, rewards), asked.targets, made, revisions.get(made.revision()));
    }
    return true;
  }

  private static boolean isOpen(double[] rewards) {
    return Arrays.stream(rewards).anyMatch(Double::isInfinite);
  }

  private LoggedRow row(Asked asked, double[] rewards) {
    List<LoggedSlot> slots = new ArrayList<>();
    int part = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      int count = made.seekSlot(i).count();
      slots.add(LoggedSlot.of(made, Arrays.copyOfRange(rewards, part, part + count)));
      part += count;
    }
    return new LoggedRow(asked.position, asked.time, slots);
  }

  /** By part: NaN where it does not count, ∞ where it is open; null where it is not known. */
  private double @Nullable [] rewards(Asked asked, Replay replay) {
    if (asked.settled != null) {
      return asked.settled;
    }
    SettledDecision decision = replay.decision(asked.hi, asked.lo);
    return decision == null || decision.position() != asked.position
        ? unreported(asked, replay)
        : rewards(decision);
  }

  private static double[] rewards(SettledDecision decision) {
    return decision.parts().stream().mapToDouble(Scorekeeper::reward).toArray();
  }

  private static double reward(SettledDecision.Part part) {
    if (part.state().isClosed()) {
      return part.reward();
    }
    return part.state() == PartState.CENSORED ? Double.NaN : Double.POSITIVE_INFINITY;
  }

  private double @Nullable [] unreported(Asked asked, Replay replay) {
    Campaign rules = revisions.get(made.revision());
    if (rules == null) {
      return null;
    }
    return switch (replay.silence(uid).of(made, rules, asked.position, asked.time)) {
      case UNTRACKED, UNKNOWN -> null;
      case OPEN -> alike(Double.POSITIVE_INFINITY);
      case CENSORED -> alike(Double.NaN);
      case DEFAULTED -> alike(rules.defaultReward());
    };
  }

  private double[] alike(double reward) {
    int parts = 0;
    for (int i = 0; i < made.slotCount(); i++) {
      parts += made.seekSlot(i).count();
    }
    double[] rewards = new double[parts];
    Arrays.fill(rewards, reward);
    return rewards;
  }
}
