package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.journal.RecordHandler;
import dev.bandolier.server.token.Token;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideResponse;
import dev.bandolier.v1.GetDecisionRequest;
import dev.bandolier.v1.UntrackedReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which decisions are tracked, what is said of the others, and tokens. */
class TrackingTest {

  @TempDir Path directory;

  private final AtomicLong random = new AtomicLong(1);
  private final ServedCampaigns campaigns = new ServedCampaigns();
  private final DecisionIndex index = new DecisionIndex(10_000);
  private final TokenSeal seal = new TokenSeal(new byte[32]);
  private Journal journal;
  private Decider decider;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(4 << 20, 1 << 16).withWatermark(0),
            () -> 1_700_000_000_000L,
            System::nanoTime,
            JournalListener.NONE);
    decider =
        new Decider(
            campaigns,
            journal,
            index,
            new Secrets(new UnitSecret(3, 4), seal),
            random::incrementAndGet,
            Durability.PROCESS,
            DecideListener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private void serve(Campaign.Builder definition) {
    campaigns.publish(Models.untaught(Definitions.compiled(definition.build())));
  }

  private static Campaign.Builder mail() {
    return Definitions.mail().toBuilder();
  }

  private static DecideRequest request(String id) {
    return DecideRequest.newBuilder().setCampaign(Definitions.NAME).setDecisionId(id).build();
  }

  private Decided decide(String id) {
    return (Decided) decider.decide(request(id));
  }

  @Test
  void trackedShare_isTheShareThatIsTracked_whateverTheArm() {
    serve(mail().setTrackedShare(0.3));
    Map<String, int[]> byArm = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      DecideResponse answer = decide("d" + i).response();
      int[] counts =
          byArm.computeIfAbsent(answer.getSlots(0).getArms(0).getArm(), arm -> new int[2]);
      counts[answer.getTracked() ? 1 : 0]++;
      UntrackedReason reason =
          answer.getTracked()
              ? UntrackedReason.UNTRACKED_REASON_UNSPECIFIED
              : UntrackedReason.UNTRACKED_REASON_SHARE;
      assertThat(answer.getUntrackedReason()).isEqualTo(reason);
    }
    // Six standard deviations of a share among a thousand: a false alarm in 10⁹.
    assertThat(byArm.values())
        .hasSize(4)
        .allMatch(c -> Math.abs(c[1] / (double) (c[0] + c[1]) - 0.3) < 6 * 0.0155);
  }

  @Test
  void untrackedDecision_isJournalled_andAskedAgainGivesTheSameAnswer() {
    serve(mail().setTrackedShare(0));
    DecideResponse first = decide("d").response();
    assertThat(first.getTracked()).isFalse();
    assertThat(decide("d").response()).isEqualTo(first);
    assertThat(made()).hasSize(1).noneMatch(DecisionMade::tracked);
    DecideRequest other = request("d").toBuilder().setUnit("somebody").build();
    assertThat(decider.decide(other)).isInstanceOf(DecideOutcome.Refused.class);
  }

  @Test
  void untrackedDecision_thatReachesNobody_isNotCensored() {
    serve(mail().setTrackedShare(0));
    decider.unanswered(decide("d"));
    assertThat(facts()).isEmpty();
  }

  @Test
  void fullLedger_answersUntracked_journalsIt_andPromisesNoRepeat() {
    serve(mail());
    index.admit(false);
    DecideResponse answer = decide("d").response();
    assertThat(answer.getTracked()).isFalse();
    assertThat(answer.getUntrackedReason()).isEqualTo(UntrackedReason.UNTRACKED_REASON_LEDGER_FULL);
    assertThat(answer.getSlotsCount()).isEqualTo(2);
    assertThat(made()).hasSize(1).noneMatch(DecisionMade::tracked);
    assertThat(index.size()).isZero();
    index.admit(true);
    assertThat(decide("d").response().getTracked()).isTrue();
  }

  @Test
  void closedJournal_answersUntracked_andSaysWhy() throws IOException {
    serve(mail());
    journal.close();
    assertThat(decide("d").response().getUntrackedReason())
        .isEqualTo(UntrackedReason.UNTRACKED_REASON_JOURNAL_FULL);
  }

  @Test
  void answer_ofATokenCampaign_carriesATokenOfTheDecision_theSameForARepeat() {
    serve(mail().setTokens(true));
    DecideResponse answer = decide("d").response();
    Token token = Objects.requireNonNull(seal.open(answer.getToken()));
    assertThat(token.campaign()).isEqualTo(7);
    assertThat(token.decisionId()).isEqualTo("d");
    assertThat(token.time()).isEqualTo(Timestamps.toMillis(answer.getTime()));
    assertThat(decide("d").response()).isEqualTo(answer);
    GetDecisionRequest get =
        GetDecisionRequest.newBuilder().setCampaign(Definitions.NAME).setDecisionId("d").build();
    assertThat(((Decided) decider.get(get)).response().getToken()).isEqualTo(answer.getToken());
    assertThat(made()).allMatch(DecisionMade::token);
  }

  @Test
  void answer_withoutTracking_orWithoutTokens_carriesNone() {
    serve(mail().setTokens(true).setTrackedShare(0));
    assertThat(decide("d").response().getToken()).isEmpty();
    serve(mail());
    assertThat(decide("e").response().getToken()).isEmpty();
  }

  @Test
  void tokenDecision_thatReachesNobody_isCensoredWithItsToken() {
    serve(mail().setTokens(true));
    Decided decided = decide("d");
    decider.unanswered(decided);
    decider.answered(decide("d"));
    assertThat(facts())
        .allSatisfy(
            fact ->
                assertThat(((WithToken) fact).decision())
                    .isEqualTo(TokenSeal.read(decided.response().getToken()).decision()))
        .extracting(fact -> (Object) ((WithToken) fact).about().getClass())
        .containsExactly(Censored.class, Answered.class);
  }

  @Test
  void token_isFoundByTheIdAlone_whileThatIsRemembered() {
    serve(mail().setTokens(true));
    Decided decided = decide("d");
    dev.bandolier.server.campaign.Campaign campaign =
        Definitions.compiled(mail().setTokens(true).build());
    assertThat(decider.token(campaign, "d"))
        .isEqualTo(TokenSeal.read(decided.response().getToken()));
    index.forget(decided.keyHi(), decided.keyLo());
    assertThat(decider.token(campaign, "d")).isNull();
  }

  private List<DecisionMade> made() {
    List<DecisionMade> made = new ArrayList<>();
    read(
        record -> {
          if (record.type() == FactType.DECISION_MADE) {
            made.add(new DecisionMade().wrap(record.payload()));
          }
        });
    return made;
  }

  /** All but decisions. */
  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    read(
        record -> {
          if (record.type() != FactType.DECISION_MADE) {
            facts.add(Fact.read(record.type(), record.payload()));
          }
        });
    return facts;
  }

  private void read(RecordHandler handler) {
    try {
      journal.read(0).poll(handler, 1_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
