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
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.UntrackedReason;
import java.util.ArrayList;
import java.util.HexFormat;
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
    bench.take(DecideRequest.getDefaultInstance(), id, served.campaign(), secrets.units());
    long position = index.find(bench.keyHi, bench.keyLo);
    return position > 0 && read(position, id, bench)
        ? decided(served, bench, bench.record.time(), position, 0, true, true)
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
    List<Violation> violations = check(request, served, bench);
    if (!violations.isEmpty()) {
      return refuse(Refusal.invalid(violations));
    }
    String id = request.getDecisionId().isEmpty() ? newId() : request.getDecisionId();
    bench.take(request, id, served.campaign(), secrets.units());
    return switch (index.claim(bench.keyHi, bench.keyLo, bench.claim).state) {
      case STORED -> repeat(request, id, served, bench, payloads);
      case NEW, FULL -> make(request, served, bench, payloads);
      case PENDING ->
          refuse(Refusal.of(Reason.OVERLOADED, "'" + id + "' is being decided: ask again"));
    };
  }

  private List<Violation> check(DecideRequest request, Served served, Workbench bench) {
    List<Violation> wrong =
        served.encoder().reader().read(request.getContext(), journal.now(), bench.context);
    List<Violation> violations = wrong.isEmpty() ? bench.violations() : new ArrayList<>(wrong);
    DecideRequests.check(request, served.campaign(), violations);
    return violations;
  }

  private DecideOutcome repeat(
      DecideRequest request, String id, Served served, Workbench bench, boolean payloads) {
    boolean same =
        read(bench.claim.position, id, bench)
            && bench.made.fingerprintHi() == bench.fingerprintHi
            && bench.made.fingerprintLo() == bench.fingerprintLo;
    if (!same) {
      ends.unanswered(bench.claim.handle, served.campaign().uid(), id, tokenOfRead(id, bench));
      return refuse(
          Refusal.of(Reason.DECISION_EXISTS, "'" + id + "' was decided for another request"));
    }
    listener.repeated(served.campaign());
    return decided(
        served,
        bench,
        bench.record.time(),
        bench.claim.position,
        bench.made.tracked() ? bench.claim.handle : 0,
        request.getReturnPmf(),
        payloads);
  }

  /** The token of a decision that stands under the id claimed; empty where it has none. */
  private ByteString tokenOfRead(String id, Workbench bench) {
    return read(bench.claim.position, id, bench)
        ? token(bench, bench.claim.position, bench.record.time())
        : ByteString.EMPTY;
  }

  private DecideOutcome make(
      DecideRequest request, Served served, Workbench bench, boolean payloads) {
    long position = 0;
    try {
      DecisionSource source = maker.source(served.campaign(), bench);
      Refusal refusal = maker.findEligible(request, served.campaign(), source, bench);
      if (refusal != null) {
        return refuse(refusal);
      }
      maker.choose(request, served, source, bench);
      position = maker.append(bench);
    } finally {
      settle(position, bench);
    }
    boolean tracked = position > 0 && bench.made.tracked();
    if (tracked) {
      maker.noteUnseen(served, bench);
    }
    tell(served.campaign(), bench, position);
    boolean kept = position > 0 && journal.readAt(position, bench.record);
    long time = kept ? bench.record.time() : journal.now();
    long call = tracked ? bench.claim.handle : 0;
    return decided(served, bench, time, position, call, request.getReturnPmf(), payloads);
  }

  private void tell(Campaign campaign, Workbench bench, long position) {
    UntrackedReason reason = Answers.untrackedReason(bench.made, position);
    boolean tracked = reason == UntrackedReason.UNTRACKED_REASON_UNSPECIFIED;
    listener.decided(campaign, Answers.source(bench.made), tracked, bench.made.versionExact());
    if (!tracked) {
      listener.untracked(campaign, reason);
    }
  }

  private void settle(long position, Workbench bench) {
    Claim claim = bench.claim;
    if (claim.state == Claim.State.NEW && position > 0 && Maker.isRemembered(bench.made)) {
      index.complete(claim.handle, position);
    } else if (claim.state == Claim.State.NEW) {
      index.abandon(claim.handle);
    }
  }

  private boolean read(long position, String id, Workbench bench) {
    boolean there =
        journal.readAt(position, bench.record) && bench.record.type() == FactType.DECISION_MADE;
    return there && bench.made.wrap(bench.record.payload()).id().equals(id);
  }

  /**
   * What the token of a remembered decision says, so that its id alone will do while it is remembered.
   *
   * @return null where it is not remembered, or has no token
   */
  public @Nullable Token token(Campaign campaign, String id) {
    Workbench bench = benches.get();
    bench.take(DecideRequest.getDefaultInstance(), id, campaign, secrets.units());
    long position = index.find(bench.keyHi, bench.keyLo);
    boolean has = position > 0 && read(position, id, bench) && bench.made.token();
    return has ? TokenSeal.read(token(bench, position, bench.record.time())) : null;
  }

  private ByteString token(Workbench bench, long position, long time) {
    return position > 0 && bench.made.token()
        ? secrets.tokens().seal(bench.made, position, time)
        : ByteString.EMPTY;
  }

  private Decided decided(
      Served served,
      Workbench bench,
      long time,
      long position,
      long call,
      boolean pmf,
      boolean payloads) {
    Campaign campaign = served.campaign();
    return new Decided(
        Answers.of(campaign, bench.made, time, position, pmf, payloads)
            .setToken(token(bench, position, time))
            .build(),
        campaign.uid(),
        bench.keyHi,
        bench.keyLo,
        position,
        call);
  }

  private String newId() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.getAsLong()) + hex.toHexDigits(random.getAsLong());
  }

  private DecideOutcome noCampaign(String name) {
    return refuse(Refusal.of(Reason.CAMPAIGN_NOT_FOUND, "there is no campaign '" + name + "'"));
  }

  private DecideOutcome refuse(Refusal refusal) {
    listener.refused(refusal.reason());
    return new Refused(refusal);
  }
}
