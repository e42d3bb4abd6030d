package dev.bandolier.server.decide;

import com.google.protobuf.ByteString;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.DecideOutcome.Refused;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.token.Token;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.UntrackedReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides: find the campaign, check the request, claim the id, score, choose, write one fact, answer.
 * The same id with the same request gets the same answer for as long as the decision is remembered.
 * Any thread; takes no lock and never blocks.
 */
public final class Decider {

  private final ServedCampaigns campaigns;
  private final Journal journal;
  private final DecisionIndex index;
  private final Secrets secrets;
  private final LongSupplier random;
  private final Durability durability;
  private final DecideListener listener;
  private final CallEnds ends;
  private final Maker maker;
  private final ThreadLocal<Workbench> benches = ThreadLocal.withInitial(Workbench::new);

  /**
   * Makes the room over what it reads and writes.
   *
   * @param random uniform and never repeating, from any thread without blocking: ids are made of it
   * @param durability what a decision survives before it is answered
   */
  public Decider(
      ServedCampaigns campaigns,
      Journal journal,
      DecisionIndex index,
      Secrets secrets,
      LongSupplier random,
      Durability durability,
      DecideListener listener) {
    this.campaigns = campaigns;
    this.journal = journal;
    this.index = index;
    this.secrets = secrets;
    this.random = random;
    this.durability = durability;
    this.listener = listener;
    this.ends = new CallEnds(index, journal, listener);
    this.maker = new Maker(journal, campaigns.unseen(), listener);
  }

  /** Answers one question. Whoever gets a decision says afterwards how its call ended. */
  public DecideOutcome decide(DecideRequest request) {
    return decide(request, request.getCampaign(), true);
  }

  /** Answers one item of a batch, whose own campaign must be empty or that of the batch. */
  public DecideOutcome decideItem(DecideRequest item, String campaign, boolean payloads) {
    boolean fits = item.getCampaign().isEmpty() || item.getCampaign().equals(campaign);
    return fits
        ? decide(item, campaign, payloads)
        : refuse(
            Refusal.invalid(List.of(new Violation("campaign", "empty, or that of the batch"))));
  }

  /** A decision as it was answered, with pmf; no call for it counts as in flight. */
  public DecideOutcome get(GetDecisionRequest request) {
    Served served = campaigns.find(request.getCampaign());
    if (served == null) {
      return noCampaign(request.getCampaign());
    }
    String id = request.getDecisionId();
    Workbench bench = benches.get();
    return find(served.campaign(), id, bench)
        ? decided(served, bench, true, true)
        : refuse(Refusal.of(Reason.DECISION_NOT_FOUND, "'" + id + "' is not remembered"));
  }

  /**
   * Tells when a decision may be answered: at once, or when it, and every one before it, is on disk.
   *
   * @return completes on the syncing thread, which must not be kept; exceptionally when the disk failed
   */
  public CompletableFuture<@Nullable Void> whenKept(Decided decided) {
    long position = decided.position();
    return journal.whenKept(position, position == 0 ? Durability.PROCESS : durability);
  }

  /** The call that got the decision ended with its answer. */
  public void answered(Decided decided) {
    ends.answered(decided);
  }

  /** The call that got the decision ended without its answer: cancelled, or cut off. */
  public void unanswered(Decided decided) {
    ends.unanswered(decided);
  }

  private DecideOutcome decide(DecideRequest request, String name, boolean payloads) {
    Served served = campaigns.find(name);
    if (served == null) {
      return noCampaign(name);
    }
    Workbench bench = benches.get();
    Refusal refusal = decide(request, served, bench);
    return refusal == null
        ? decided(served, bench, request.getReturnPmf(), payloads)
        : refuse(refusal);
  }

  /** Puts a decision on the bench, a new one or the one that stands; or says why there is none. */
  @Nullable Refusal decide(DecideRequest request, Served served, Workbench bench) {
    List<Violation> violations = check(request, served, bench);
    if (!violations.isEmpty()) {
      return Refusal.invalid(violations);
    }
    bench.take(request, served.campaign(), secrets.units(), random);
    return switch (index.claim(bench.keyHi, bench.keyLo, bench.claim).state) {
      case STORED -> repeat(request, served.campaign(), bench);
      case NEW, FULL -> make(request, served, bench);
      case PENDING ->
          Refusal.of(Reason.OVERLOADED, "'" + bench.id + "' is being decided: ask again");
    };
  }

  private List<Violation> check(DecideRequest request, Served served, Workbench bench) {
    bench.now = journal.now();
    List<Violation> wrong =
        served.encoder().reader().read(request.getContext(), bench.now, bench.context);
    List<Violation> violations = wrong.isEmpty() ? bench.violations() : new ArrayList<>(wrong);
    bench.labelled = Labels.areIn(request);
    DecideRequests.check(request, served.campaign(), bench.labelled, violations);
    return violations;
  }

  private @Nullable Refusal repeat(DecideRequest request, Campaign campaign, Workbench bench) {
    String id = bench.id.toString();
    boolean there = read(bench.claim.position, id, bench);
    ByteString token = there ? token(bench) : ByteString.EMPTY;
    if (!there || !bench.isFor(request)) {
      ends.unanswered(bench.claim.handle, campaign.uid(), id, token);
      return Refusal.of(Reason.DECISION_EXISTS, "'" + id + "' was decided for another request");
    }
    bench.call = bench.made.tracked() ? bench.claim.handle : 0;
    bench.reopened = ends.reopen(bench.call, campaign.uid(), id, token);
    listener.repeated(campaign);
    return null;
  }

  private @Nullable Refusal make(DecideRequest request, Served served, Workbench bench) {
    bench.position = 0;
    bench.reopened = 0;
    try {
      List<Violation> violations = bench.violations();
      DecideRequests.checkMode(request, served.campaign(), violations);
      Refusal refusal =
          violations.isEmpty() ? maker.make(request, served, bench) : Refusal.invalid(violations);
      if (refusal != null) {
        return refusal;
      }
    } finally {
      settle(bench);
    }
    boolean tracked = bench.position > 0 && bench.made.tracked();
    if (tracked) {
      maker.noteUnseen(served, bench);
    }
    tell(served.campaign(), bench);
    boolean kept = bench.position > 0 && journal.readAt(bench.position, bench.record);
    bench.time = kept ? bench.record.time() : journal.now();
    bench.call = tracked ? bench.claim.handle : 0;
    return null;
  }

  private void tell(Campaign campaign, Workbench bench) {
    UntrackedReason reason = Answers.untrackedReason(bench.made, bench.position);
    boolean tracked = reason == UntrackedReason.UNTRACKED_REASON_UNSPECIFIED;
    listener.decided(campaign, Answers.source(bench.made), tracked, bench.made.versionExact());
    if (!tracked) {
      listener.untracked(campaign, reason);
    }
  }

  private void settle(Workbench bench) {
    Claim claim = bench.claim;
    if (claim.state == Claim.State.NEW && bench.position > 0 && Maker.isRemembered(bench.made)) {
      index.complete(claim.handle, bench.position);
    } else if (claim.state == Claim.State.NEW) {
      index.abandon(claim.handle);
    }
  }

  private boolean find(Campaign campaign, String id, Workbench bench) {
    bench.takeId(id, campaign);
    bench.call = 0;
    bench.reopened = 0;
    long position = index.find(bench.keyHi, bench.keyLo);
    return position > 0 && read(position, id, bench);
  }

  /** Puts the decision that stands at a position on the bench, if it is that of the id. */
  private boolean read(long position, String id, Workbench bench) {
    if (!journal.readAt(position, bench.record)
        || bench.record.type() != FactType.DECISION_MADE
        || !bench.made.wrap(bench.record.payload()).id().equals(id)) {
      return false;
    }
    bench.position = position;
    bench.time = bench.record.time();
    return true;
  }

  /**
   * What the token of a remembered decision says, so that its id alone will do while it is remembered.
   *
   * @return null where it is not remembered, or has no token
   */
  public @Nullable Token token(Campaign campaign, String id) {
    Workbench bench = benches.get();
    boolean has = find(campaign, id, bench) && bench.made.token();
    return has ? TokenSeal.read(token(bench)) : null;
  }

  /** Where a decision stands in the journal, 0 where it is not remembered. */
  public long position(Campaign campaign, String id) {
    Workbench bench = benches.get();
    return find(campaign, id, bench) ? bench.position : 0;
  }

  private ByteString token(Workbench bench) {
    return bench.position > 0 && bench.made.token()
        ? secrets.tokens().seal(bench.made, bench.position, bench.time)
        : ByteString.EMPTY;
  }

  private Decided decided(Served served, Workbench bench, boolean pmf, boolean payloads) {
    Campaign campaign = served.campaign();
    ByteString token = token(bench);
    return new Decided(
        Answers.of(campaign, bench, token, pmf, payloads),
        bench.id.toString(),
        token,
        campaign.uid(),
        bench.made.keyHi(),
        bench.made.keyLo(),
        Math.max(bench.position, bench.reopened),
        bench.call);
  }

  private DecideOutcome noCampaign(String name) {
    return refuse(Refusal.of(Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + name + "'"));
  }

  private DecideOutcome refuse(Refusal refusal) {
    listener.refused(refusal.reason());
    return new Refused(refusal);
  }
}
