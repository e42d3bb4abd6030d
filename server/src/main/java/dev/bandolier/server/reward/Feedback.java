package dev.bandolier.server.reward;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FeedCompleted;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.token.Token;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Activation;
import dev.bandolier.v1.Censoring;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.FeedWatermark;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.Retraction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes what callers saw: checks it and writes it as a fact. Whether it counts is decided by folding
 * alone. Nothing of a refused message is kept.
 *
 * <p>Any thread may call; nothing blocks. A receipt completes on the learner's or the syncing thread,
 * which must not be kept.
 */
public final class Feedback {

  private static final int MAX_TOKEN_BYTES = 1 << 16;
  private static final String NO_ROOM =
      "the ledger has no room for decisions with outcomes: nothing was recorded, try again later";

  private final Campaigns campaigns;
  private final Journal journal;
  private final PendingFates fates;
  private final LearningLag lag;
  private final DecisionTokens tokens;
  private final FeedbackConfig config;
  private final RewardListener listener;

  /** Makes the room over what it reads and writes. */
  public Feedback(
      Campaigns campaigns,
      Journal journal,
      PendingFates fates,
      LearningLag lag,
      DecisionTokens tokens,
      FeedbackConfig config,
      RewardListener listener) {
    this.campaigns = campaigns;
    this.journal = journal;
    this.fates = fates;
    this.lag = lag;
    this.tokens = tokens;
    this.config = config;
    this.listener = listener;
  }

  /**
   * Looks whether learning keeps up with what is recorded: who is refused here has nothing taken. What
   * is taken all the same counts as ever.
   *
   * @return why nothing should be taken now, or null
   */
  public @Nullable Refusal behind() {
    if (!lag.isOver()) {
      return null;
    }
    listener.refused(Refusal.Reason.LEARNING_BEHIND);
    return Refusal.of(
        Refusal.Reason.LEARNING_BEHIND,
        "learning is more than "
            + lag.limit()
            + " facts behind: nothing was recorded, try again later");
  }

  /**
   * Tells when learning keeps up again, for those who can wait.
   *
   * @return done where it does now; else completes on the learner's thread or on another asker's,
   *     which must not be kept
   */
  public CompletableFuture<@Nullable Void> whenCaughtUp() {
    return lag.whenCaughtUp();
  }

  /** Takes an outcome. */
  public CompletableFuture<Receipt> report(Outcome outcome, AcknowledgeWhen when) {
    return take(
        outcome.getCampaign(),
        outcome.getDecisionId(),
        outcome.getToken(),
        when,
        (campaign, id, checks) -> FactMaker.outcome(campaign, id, outcome, journal.now(), checks));
  }

  /** Takes the word that a deferred decision was shown. */
  public CompletableFuture<Receipt> activate(Activation activation, AcknowledgeWhen when) {
    return take(
        activation.getCampaign(),
        activation.getDecisionId(),
        activation.getToken(),
        when,
        (campaign, id, checks) ->
            FactMaker.activation(campaign, id, activation, journal.now(), checks));
  }

  /** Takes the word that a decision teaches nothing. */
  public CompletableFuture<Receipt> censor(Censoring censoring, AcknowledgeWhen when) {
    return take(
        censoring.getCampaign(),
        censoring.getDecisionId(),
        censoring.getToken(),
        when,
        (campaign, id, checks) -> FactMaker.censoring(campaign, id, censoring, checks));
  }

  /** Takes the word that an outcome was not real. */
  public CompletableFuture<Receipt> retract(Retraction retraction, AcknowledgeWhen when) {
    return take(
        retraction.getCampaign(),
        retraction.getDecisionId(),
        retraction.getToken(),
        when,
        (campaign, id, checks) -> FactMaker.retraction(campaign, id, retraction, checks));
  }

  /**
   * Looks at watermarks without taking them.
   *
   * @param path the field that holds them; indexes and fields are appended
   * @return why they cannot be taken, or null
   */
  public @Nullable Refusal check(List<FeedWatermark> watermarks, String path) {
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < watermarks.size(); i++) {
      check(watermarks.get(i), path + "[" + i + "].", violations);
    }
    return violations.isEmpty() ? null : Refusal.invalid(violations);
  }

  private void check(FeedWatermark watermark, String path, List<Violation> violations) {
    if (campaigns.find(watermark.getCampaign()) == null) {
      violations.add(new Violation(path + "campaign", "the name of a campaign"));
    }
    boolean valid = Timestamps.isValid(watermark.getCompleteUpTo());
    if (!watermark.hasCompleteUpTo()
        || !valid
        || Timestamps.toMillis(watermark.getCompleteUpTo()) > journal.now()) {
      violations.add(new Violation(path + "complete_up_to", "a time that is not in the future"));
    }
  }

  /** Takes a watermark that was checked; the receipt says that it is recorded. */
  public CompletableFuture<Receipt> complete(FeedWatermark watermark) {
    long upTo = Timestamps.toMillis(watermark.getCompleteUpTo());
    return take(
        watermark.getCampaign(),
        AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED,
        (campaign, checks) -> new FeedCompleted(campaign.uid(), upTo));
  }

  /** Makes a fact of a message, or leaves violations in the checks. */
  private interface Maker {
    Fact make(Campaign campaign, Checks checks);
  }

  /** Makes a fact about the decision of an id. */
  private interface DecisionMaker {
    DecisionFact make(Campaign campaign, String id, Checks checks);
  }

  private CompletableFuture<Receipt> take(
      String name, String id, ByteString token, AcknowledgeWhen when, DecisionMaker maker) {
    return take(
        name,
        when,
        (campaign, checks) -> {
          Token opened = open(campaign, id, token, checks);
          String known = opened != null && id.isEmpty() ? opened.decisionId() : id;
          DecisionFact fact = maker.make(campaign, known, checks);
          return opened == null ? fact : opened.with(fact);
        });
  }

  /** What is known of the decision from its token; null where that is the ledger's to know. */
  private @Nullable Token open(Campaign campaign, String id, ByteString token, Checks checks) {
    if (token.isEmpty()) {
      return campaign.tracking().tokens() && !id.isEmpty() ? tokens.find(campaign, id) : null;
    }
    Token opened = token.size() <= MAX_TOKEN_BYTES ? tokens.open(token) : null;
    if (opened == null || opened.campaign() != campaign.uid()) {
      checks.require(false, "token", "as the answer of this server and campaign had it");
      return null;
    }
    boolean agrees = id.isEmpty() || id.equals(opened.decisionId());
    checks.require(agrees, "decision_id", "left out, or that of the token");
    return opened;
  }

  private CompletableFuture<Receipt> take(String name, AcknowledgeWhen when, Maker maker) {
    Campaign campaign = campaigns.find(name);
    if (campaign == null) {
      return refuse(
          Refusal.of(Refusal.Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + name + "'"));
    }
    if (fates.waiting() >= config.maxWaiting()) {
      return refuse(
          Refusal.of(Refusal.Reason.OVERLOADED, "too much feedback is under way: try again later"));
    }
    Checks checks = new Checks();
    Fact fact = maker.make(campaign, checks);
    if (!checks.violations().isEmpty()) {
      return refuse(Refusal.invalid(checks.violations()));
    }
    return fact instanceof WithToken && !tokens.hasRoom()
        ? refuse(Refusal.of(Refusal.Reason.LEDGER_FULL, NO_ROOM))
        : record(campaign, fact, when);
  }

  private CompletableFuture<Receipt> record(Campaign campaign, Fact fact, AcknowledgeWhen when) {
    long position = journal.append(fact.type(), fact.encode());
    if (position <= 0) {
      return refuse(notKept(position));
    }
    listener.recorded(fact.type());
    CompletableFuture<@Nullable Void> kept = journal.whenKept(position, durability(campaign));
    return when == AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED
        ? kept.thenApply(done -> new Receipt(Fate.FATE_RECORDED, position, null))
        : kept.thenCombine(
            fates.await(position), (done, fate) -> new Receipt(fate, position, null));
  }

  private Durability durability(Campaign campaign) {
    return switch (campaign.outcomeDurability()) {
      case DURABILITY_PROCESS -> Durability.PROCESS;
      case DURABILITY_POWER -> Durability.POWER;
      default -> config.durability();
    };
  }

  private CompletableFuture<Receipt> refuse(Refusal refusal) {
    listener.refused(refusal.reason());
    return CompletableFuture.completedFuture(Receipt.refused(refusal));
  }

  private static Refusal notKept(long result) {
    return result == Journal.FULL
        ? Refusal.of(
            Refusal.Reason.JOURNAL_FULL,
            "the journal's disk is full: nothing was recorded, try again later")
        : Refusal.of(Refusal.Reason.SHUTTING_DOWN, "the server is about to stop");
  }
}
