package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bandolier.server.event.FactType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What salvage gets back of a journal that has lost facts about its campaigns. */
final class SalvageCommandTest {

  @TempDir private Path folder;
  private Salvaging salvaging;
  private String digest = "";

  private Path data() {
    return folder.resolve("data");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  /** Mails for four devices, of which the features have room for three. */
  @BeforeEach
  void serveForAWhile() throws Exception {
    salvaging = new Salvaging(data(), copy());
    try (SampleServer server = SampleServer.start(data()).traffic(0, 60)) {
      assertThat(server.server().journalPosition()).isPositive();
    }
    digest = Salvaging.verified(data());
  }

  private int damage(Byte... types) throws IOException {
    return salvaging.damage(record -> List.of(types).contains(record.type())).size();
  }

  @Test
  void lostCampaignsAndValues_arePutBackFromTheCatalog_andNothingMeansSomethingElse()
      throws Exception {
    int lost = damage(FactType.CAMPAIGN_CHANGED, FactType.VALUE_SEEN);
    JsonNode salvaged = salvaging.salvage();
    assertThat(lost).isGreaterThan(3);
    assertThat(salvaged.get("restored_facts").asInt()).isEqualTo(lost);
    assertThat(salvaged.get("lost_facts_at_least").asInt()).isZero();
    assertThat(salvaged.get("lost_bytes").asInt()).isZero();
    assertThat(salvaged.get("losses")).allMatch(loss -> loss.get("whole").asBoolean());
    assertThat(copy().resolve("snapshots/salvaged")).doesNotExist();
    assertThat(Salvaging.verified(copy())).isEqualTo(digest);
  }

  @Test
  void whatSalvageSays_distinguishesWhatIsMissingFromWhatIsPutBack() throws Exception {
    int lost = damage(FactType.VALUE_SEEN);
    List<String> options = List.of("--data", data().toString(), "--to", copy().toString());
    assertThat(CommandRun.of(new SalvageCommand(), options).output())
        .contains("lost      nothing", "no fact is missing", "put back  " + lost + " facts");
  }

  @Test
  void damagedCatalog_isNoReasonNotToSalvage() throws Exception {
    salvaging.loseCatalog();
    int lost = damage(FactType.VALUE_SEEN);
    JsonNode salvaged = salvaging.salvage();
    assertThat(salvaged.get("restored_facts").asInt()).isZero();
    assertThat(salvaged.get("lost_facts_at_least").asInt()).isEqualTo(lost);
    assertThat(Salvaging.verified(copy())).isNotEqualTo(digest);
  }
}
