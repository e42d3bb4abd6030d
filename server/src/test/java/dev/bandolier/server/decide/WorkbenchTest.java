package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.event.DecisionMadeWriter;
import dev.bandolier.v1.DecideRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class WorkbenchTest {

  private static final Campaign CAMPAIGN = Definitions.compiled(Definitions.mail());
  private static final DecideRequest ANNAS = request("anna@example.com");

  private final Workbench bench = new Workbench();

  @Test
  void aDecision_isForTheRequestThatItWasMadeFor() {
    take(ANNAS);
    made(bench.fingerprintHi, bench.fingerprintLo);

    assertThat(bench.isFor(ANNAS)).isTrue();
    assertThat(bench.isFor(take(request("bob@example.com")))).isFalse();
    assertThat(bench.isFor(take(request("")))).isFalse();
  }

  @Test
  void aDecisionOfAnOlderVersion_isForTheRequestThatItWasMadeFor() {
    RequestHash older = new RequestHash();
    older.hashWithUnitText(ANNAS, false);
    made(older.hi(), older.lo());

    assertThat(bench.isFor(take(ANNAS))).isTrue();
    assertThat(bench.isFor(take(request("bob@example.com")))).isFalse();
    assertThat(bench.isFor(take(request("")))).isFalse();
  }

  /** What can be computed without the data directory's secret would tell whose a decision is. */
  @Test
  void ofARequestWithAUnit_nothingIsKeptThatItsTextAloneTells() {
    RequestHash guess = new RequestHash();
    guess.hashWithUnitText(ANNAS, false);
    take(ANNAS);
    long hi = bench.fingerprintHi;

    bench.take(ANNAS, CAMPAIGN, new UnitSecret(8, 9), () -> 1);

    assertThat(hi).isNotEqualTo(guess.hi());
    assertThat(bench.fingerprintHi).isNotEqualTo(hi);
  }

  private DecideRequest take(DecideRequest request) {
    bench.take(request, CAMPAIGN, new UnitSecret(3, 4), () -> 1);
    return request;
  }

  private void made(long hi, long lo) {
    bench.made.wrap(
        new DecisionMadeWriter()
            .begin(7, 1, "d1".getBytes(StandardCharsets.UTF_8))
            .fingerprint(hi, lo)
            .context(bench.context.section())
            .finish());
  }

  private static DecideRequest request(String unit) {
    return DecideRequest.newBuilder().setDecisionId("d1").setUnit(unit).build();
  }
}
