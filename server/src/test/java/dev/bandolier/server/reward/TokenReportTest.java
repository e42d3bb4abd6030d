package dev.bandolier.server.reward;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Campaigns;
import dev.bandolier.server.campaign.Refusal.Reason;
import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.event.Activated;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.Retracted;
import dev.bandolier.server.event.WithToken;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.token.Token;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.AcknowledgeWhen;
import dev.bandolier.v1.Activation;
import dev.bandolier.v1.Censoring;
import dev.bandolier.v1.Fate;
import dev.bandolier.v1.Outcome;
import dev.bandolier.v1.Retraction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenReportTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final AcknowledgeWhen RECORDED = AcknowledgeWhen.ACKNOWLEDGE_WHEN_RECORDED;

  @TempDir Path directory;

  private final TokenSeal seal = new TokenSeal(new byte[32]);
  private final Map<String, Token> remembered = new HashMap<>();
  private final ByteString token = token(7, "d1");
  private boolean room = true;
  private Journal journal;
  private Feedback feedback;

  @BeforeEach
  void open() throws IOException {
    journal =
        Journal.open(
            directory,
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 16).withWatermark(0),
            () -> NOW,
            System::nanoTime,
            JournalListener.NONE);
    Campaigns campaigns = new Campaigns();
    campaigns.publish(Definitions.compiled(Definitions.mail().toBuilder().setTokens(true).build()));
    PendingFates fates = new PendingFates();
    feedback =
        new Feedback(
            campaigns,
            journal,
            fates,
            new LearningLag(fates, 1000, RewardListener.NONE),
            new Known(),
            FeedbackConfig.DEFAULTS,
            RewardListener.NONE);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private final class Known implements DecisionTokens {
    @Override
    public @Nullable Token open(ByteString sealed) {
      return seal.open(sealed);
    }

    @Override
    public @Nullable Token find(Campaign campaign, String decisionId) {
      return remembered.get(decisionId);
    }

    @Override
    public boolean hasRoom() {
      return room;
    }
  }

  private ByteString token(int campaign, String id) {
    ByteBuffer decision =
        new DecisionMadeWriter()
            .begin(campaign, 1, id.getBytes(StandardCharsets.UTF_8))
            .tracked(true)
            .token(true)
            .context(ByteBuffer.allocate(0))
            .finish();
    return seal.seal(new DecisionMade().wrap(decision), 640, NOW - 1000);
  }

  private static Outcome.Builder click() {
    return Outcome.newBuilder().setCampaign(Definitions.NAME).setName("click");
  }

  @Test
  void everyKindOfFeedback_withItsToken_isRecordedWithWhatTheTokenSays() throws Exception {
    get(feedback.report(click().setToken(token).build(), RECORDED));
    get(
        feedback.activate(
            Activation.newBuilder().setCampaign(Definitions.NAME).setToken(token).build(),
            RECORDED));
    get(
        feedback.censor(
            Censoring.newBuilder().setCampaign(Definitions.NAME).setToken(token).build(),
            RECORDED));
    get(
        feedback.retract(
            Retraction.newBuilder()
                .setCampaign(Definitions.NAME)
                .setOutcomeId("o")
                .setToken(token)
                .build(),
            RECORDED));
    assertThat(facts())
        .allSatisfy(
            fact -> {
              assertThat(fact.position()).isEqualTo(640);
              assertThat(fact.time()).isEqualTo(NOW - 1000);
              assertThat(fact.decisionId()).isEqualTo("d1");
            })
        .extracting(fact -> (Object) fact.about().getClass())
        .containsExactly(OutcomeSeen.class, Activated.class, Censored.class, Retracted.class);
  }

  @Test
  void token_forgedOrOfAnotherCampaign_isInvalid() throws Exception {
    byte[] forged = token.toByteArray();
    forged[30] ^= 1;
    expectInvalid(click().setToken(ByteString.copyFrom(forged)), "token");
    expectInvalid(click().setToken(token(8, "d1")), "token");
    expectInvalid(click().setToken(ByteString.copyFrom(new byte[100_000])), "token");
  }

  @Test
  void decisionId_besideAToken_mustAgree() throws Exception {
    expectInvalid(click().setToken(token).setDecisionId("d2"), "decision_id");
    get(feedback.report(click().setToken(token).setDecisionId("d1").build(), RECORDED));
    assertThat(facts()).hasSize(1);
  }

  @Test
  void idAlone_whileTheDecisionIsRemembered_isAsGoodAsItsToken() throws Exception {
    remembered.put("d1", Objects.requireNonNull(seal.open(token)));
    get(feedback.report(click().setDecisionId("d1").build(), RECORDED));
    assertThat(facts()).extracting(WithToken::position).containsExactly(640L);
  }

  @Test
  void outcome_withAToken_isRefusedWhileTheLedgerIsFull_asTemporary() throws Exception {
    room = false;
    Receipt refused = get(feedback.report(click().setToken(token).build(), RECORDED));
    assertThat(Objects.requireNonNull(refused.refusal()).reason()).isEqualTo(Reason.LEDGER_FULL);
    assertThat(refused.fate()).isNotEqualTo(Fate.FATE_RECORDED);
    assertThat(facts()).isEmpty();
  }

  private void expectInvalid(Outcome.Builder outcome, String field) throws Exception {
    Receipt receipt = get(feedback.report(outcome.build(), RECORDED));
    assertThat(receipt.fate()).isEqualTo(Fate.FATE_INVALID);
    assertThat(Objects.requireNonNull(receipt.refusal()).violations())
        .extracting(Violation::field)
        .contains(field);
    assertThat(facts()).isEmpty();
  }

  private static Receipt get(CompletableFuture<Receipt> receipt) throws Exception {
    return receipt.get(30, TimeUnit.SECONDS);
  }

  private List<WithToken> facts() throws IOException {
    List<WithToken> facts = new ArrayList<>();
    journal
        .read(0)
        .poll(
            record -> facts.add((WithToken) Fact.read(record.type(), record.payload())), 1_000_000);
    return facts;
  }
}
