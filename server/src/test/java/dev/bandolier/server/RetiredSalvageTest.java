package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.BanditClient;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.server.event.FactType;
import dev.bandolier.server.learn.BaseSnapshot;
import dev.bandolier.server.learn.UpkeepConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that begins behind a base snapshot, of which facts are lost: where the copy begins. */
final class RetiredSalvageTest {

  private static final String QUICK = "campaigns/quick";
  private static final UpkeepConfig OFTEN = new UpkeepConfig(1000, 0, 0, Life.SEGMENT, 0);
  private static final String BEGINNING = "journal/0000000000000000.log";

  @TempDir private Path folder;
  private Path data;
  private Path saved;
  private int decided;

  /** A server that takes bases, two of which need nothing of its journal's first file, which is retired. */
  @BeforeEach
  void live() throws Exception {
    data = folder.resolve("data");
    saved = folder.resolve("saved");
    try (Server server = Server.start(Life.config(data, OFTEN), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      client.campaigns().create(Life.wide(QUICK, "1s", "1s").concat("grace: 1s\n"));
      decide(client, 200);
      Await.until("two bases", Duration.ofMinutes(2), () -> twoAfterMore(client));
      decide(client, 5);
    }
    Files.delete(data.resolve(BEGINNING));
  }

  private boolean twoAfterMore(BanditClient client) {
    decide(client, 5);
    try {
      return usable().size() >= 2;
    } catch (IOException goneMeanwhile) {
      return false;
    }
  }

  private void decide(BanditClient client, int number) {
    for (int i = 0; i < number; i++) {
      String id = "q" + decided++;
      client.decideNow(DecisionRequest.builder(QUICK).decisionId(id).build());
    }
  }

  /** Positions of the bases that need nothing of the retired file, in order. */
  private List<Long> usable() throws IOException {
    return Life.bases(data).all().stream()
        .filter(base -> base.needs() > Life.SEGMENT + 64)
        .map(BaseSnapshot::position)
        .sorted()
        .toList();
  }

  @Test
  void lossBetweenBases_keepsTheOlderOne() throws Exception {
    List<Long> bases = usable();
    long lost = firstDecisionBetween(bases.get(0), bases.get(1));
    salvage(lost, bases.get(0));
  }

  @Test
  void lossWhereTheOldestBaseEnds_keepsTheNextOne() throws Exception {
    List<Long> bases = usable();
    salvage(bases.get(0), bases.get(1));
  }

  private long firstDecisionBetween(long one, long other) throws IOException {
    long[] found = {Long.MAX_VALUE};
    new Salvaging(data, saved)
        .look(
            record -> {
              long position = record.position();
              boolean between = one < position && position < other;
              if (between && record.type() == FactType.DECISION_MADE) {
                found[0] = Math.min(found[0], position);
              }
            });
    assertThat(found[0]).isLessThan(other);
    return found[0];
  }

  private void salvage(long lost, long kept) throws Exception {
    Salvaging salvaging = new Salvaging(data, saved);
    int all = Life.bases(data).all().size();
    assertThat(salvaging.damage(record -> record.position() == lost)).hasSize(1);
    assertThat(salvaging.salvage().get("bases_left_out").asInt()).isEqualTo(all - 1);
    assertThat(Life.bases(saved).all()).extracting(BaseSnapshot::position).containsExactly(kept);
    try (Server server = Server.start(Life.config(saved, Life.NEVER), Facilities.NONE);
        BanditClient client = Life.client(server)) {
      assertThat(server.condition()).startsWith("made again from the base snapshot at " + kept);
      decide(client, 5);
    }
    assertThat(Salvaging.verified(saved)).isNotEmpty();
  }
}
