package dev.bandolier.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bandolier.server.decide.Definitions;
import dev.bandolier.server.journal.Durability;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.Campaign;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.CreateCampaignRequest;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.DecideStreamRequest;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much may wait for the disk in a stream of decisions. */
@Timeout(60)
final class DecideStreamTest {

  private static final int PAYLOAD_BYTES = 16_000;

  @TempDir Path directory;

  private final TestCall<ByteString> call = new TestCall<>();
  private Wiring wiring;
  private int sent;

  @BeforeEach
  void start() throws Exception {
    wiring = new Wiring(directory, Durability.POWER);
    CampaignServiceGrpc.newBlockingStub(wiring.channel)
        .createCampaign(CreateCampaignRequest.newBuilder().setCampaign(campaign()).build());
  }

  @AfterEach
  void stop() throws Exception {
    wiring.close();
  }

  private static Campaign campaign() {
    Campaign.Builder campaign = Definitions.mail().toBuilder();
    for (Arm.Builder arm : campaign.getSlotsBuilder(0).getArmsBuilderList()) {
      arm.setPayload("x".repeat(PAYLOAD_BYTES));
    }
    return campaign.build();
  }

  private void sendAllThatIsAskedFor(DecideStream stream) {
    while (call.asked > sent) {
      DecideRequest request =
          DecideRequest.newBuilder()
              .setCampaign(Definitions.NAME)
              .setDecisionId("d" + sent++)
              .build();
      stream.onNext(DecideStreamRequest.newBuilder().setRequest(request).build());
    }
  }

  /** Nobody wakes the stream, so what was decided waits, unless it was on disk before it could. */
  @Test
  void largeAnswersThatWait_areAskedForUpToTheirBytes_andAgainOnceTheyAreOnDisk() throws Exception {
    DecideStream stream =
        new DecideStream(wiring.rooms.decider(), task -> {}, call, RpcListener.NONE);
    sendAllThatIsAskedFor(stream);

    long most = DecideStream.WINDOW_BYTES / PAYLOAD_BYTES + 1;
    assertThat(sent - call.answers.size()).isBetween((int) most / 2, (int) most);

    wiring.journal.whenDurable(wiring.journal.endPosition() - 1).get(30, TimeUnit.SECONDS);
    call.onReady.run();
    assertThat(call.answers).hasSize(sent);
    assertThat(call.asked).isEqualTo(sent + 1);
  }
}
