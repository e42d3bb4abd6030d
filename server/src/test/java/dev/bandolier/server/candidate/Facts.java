package dev.bandolier.server.candidate;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Candidates;
import dev.bandolier.server.event.CampaignChanged;
import dev.bandolier.server.event.CampaignChanged.Change;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.event.OutcomeSeen;
import dev.bandolier.server.event.TimePassed;
import dev.bandolier.server.feature.ContextValues;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.journal.JournalConfig;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.BaseSnapshots;
import dev.bandolier.server.learn.LearnConfig;
import dev.bandolier.server.learn.ReplaySource;
import dev.bandolier.server.model.SparseVector;
import dev.bandolier.server.policy.SipHash;
import dev.bandolier.server.store.StoreConfig;
import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecisionSource;
import dev.bandolier.v1.GetCandidatesResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A journal of one campaign, written by hand under a clock that is moved by hand, and followed. */
final class Facts implements AutoCloseable {

  static final int UID = 1;
  private static final long SALT_HI = 11;
  private static final long SALT_LO = 22;

  private final Path directory;
  private final Journal journal;
  private final DecisionMadeWriter writer = new DecisionMadeWriter();
  private final SipHash hash = new SipHash();
  private final ContextValues values = new ContextValues();
  long now = 1_700_000_000_000L;
  private int made;

  @SuppressWarnings("NullAway.Init")
  Campaign campaign;

  @SuppressWarnings("NullAway.Init")
  private Encoder encoder;

  Facts(Path directory, dev.bandolier.v1.Campaign definition) throws IOException {
    this.directory = directory;
    this.journal =
        Journal.open(
            directory.resolve("journal"),
            JournalConfig.DEFAULTS.withSizes(1 << 20, 1 << 16).withWatermark(0),
            () -> now,
            () -> now * 1_000_000,
            JournalListener.NONE);
    CampaignChanged created =
        new CampaignChanged(Change.CREATED, UID, 1, SALT_HI, SALT_LO, List.of(), definition);
    campaign = Campaign.compile(created, now, null);
    encoder = Encoder.compile(campaign, null);
    append(created);
  }

  long append(Fact fact) {
    return journal.append(fact.type(), fact.encode());
  }

  /** Changes the campaign. */
  void update(dev.bandolier.v1.Campaign definition) {
    campaign = Candidates.compiled(campaign, definition);
    encoder = Encoder.compile(campaign, encoder);
    append(
        new CampaignChanged(
            Change.UPDATED,
            UID,
            campaign.revision(),
            SALT_HI,
            SALT_LO,
            List.of(),
            campaign.definition()));
  }

  /** Decides that an arm of the first slot is shown, all of so many being alike. */
  String decide(int arm, int arms) {
    return decide(Context.getDefaultInstance(), arm, arms);
  }

  String decide(Context context, int arm, int arms) {
    String id = "d" + made++;
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    hash.hash(SALT_HI, SALT_LO, bytes, 0, bytes.length);
    encoder.reader().read(context, now, values);
    SparseVector vector = new SparseVector(8);
    encoder.encode(0, values, new int[] {-1}, vector);
    double[] pmf = new double[arms];
    Arrays.fill(pmf, 1.0 / arms);
    writer
        .begin(UID, campaign.revision(), bytes)
        .key(hash.first(), hash.second())
        .tracked(true)
        .token(campaign.tracking().tokens())
        .decisionSource(DecisionSource.DECISION_SOURCE_POLICY.getNumber())
        .slot(
            0,
            vector.size(),
            IntStream.range(0, vector.size()).map(vector::index).toArray(),
            IntStream.range(0, vector.size()).mapToDouble(vector::value).toArray(),
            arms,
            IntStream.range(0, arms).toArray(),
            pmf,
            1,
            new int[] {arm},
            new double[] {pmf[arm]})
        .context(values.section());
    journal.append(FactType.DECISION_MADE, writer.finish());
    return id;
  }

  void click(String id) {
    append(
        new OutcomeSeen(UID, id, "click", "", "", -1, Double.NaN, Long.MIN_VALUE, "", "", false));
  }

  /** Lets time pass; windows that are over close. */
  void pass(long millis) {
    now += millis;
    append(new TimePassed(UID, now, 1000));
  }

  /** Follows all of it from the beginning. */
  GetCandidatesResponse report() throws IOException {
    try (Follower follower = follower()) {
      follower.advance(() -> true);
      return follower.report();
    }
  }

  Follower follower() throws IOException {
    ReplaySource source =
        new ReplaySource(
            journal,
            BaseSnapshots.read(directory.resolve("bases"), BaseListener.NONE),
            directory.resolve("snapshots"),
            Files.createDirectories(directory.resolve("work")),
            StoreConfig.defaults().withMemory(16 << 20, 16 << 20),
            LearnConfig.DEFAULTS.withLedgerCapacity(10_000));
    return Follower.begin(campaign.name(), source);
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
