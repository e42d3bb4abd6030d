package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.v1.DecideResponse;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** With a lane that answers when it has as many requests as there are places. */
final class ClosedLoopTest {

  private static final byte[] ANSWER =
      DecideResponse.newBuilder().setTracked(true).build().toByteArray();

  private final Faults faults = new Faults();

  @Test
  void places_areFilledAgain_untilThereAreNoMoreIds() throws InterruptedException {
    FullLane lane = run(4, 40, Long.MAX_VALUE);
    assertThat(lane.sent).isEqualTo(40);
    assertThat(lane.most).isEqualTo(4);
    assertThat(faults.counts()).isEmpty();
  }

  @Test
  void failedRequest_isCounted_andItsPlaceStaysEmpty() throws InterruptedException {
    FullLane lane = run(4, 40, 2);
    assertThat(lane.sent).isEqualTo(40);
    assertThat(faults.counts()).containsExactly(java.util.Map.entry("UNAVAILABLE", 1L));
  }

  private FullLane run(int places, long ids, long failing) throws InterruptedException {
    FullLane lane = new FullLane(places, failing);
    Drive drive =
        new Drive(
            receiver -> {
              lane.receiver = receiver;
              return List.of(lane);
            },
            1,
            Ids.between(0, ids),
            () -> 0);
    ClosedLoop.run(drive, new Measure(Mode.UNARY, 1, faults, null, null, null), places, 1);
    return lane;
  }

  /** Answers all that wait, one after the other, once every place is taken. */
  private static final class FullLane implements Lane {

    private final int places;
    private final long failing;
    private final Queue<Long> waiting = new ArrayDeque<>();
    private Receiver receiver;
    private boolean answering;
    private int sent;
    private int most;

    FullLane(int places, long failing) {
      this.places = places;
      this.failing = failing;
    }

    @Override
    public void send(long id, long intended) {
      sent++;
      waiting.add(id);
      most = Math.max(most, waiting.size());
      if (waiting.size() == places && !answering) {
        answering = true;
        while (!waiting.isEmpty()) {
          answer(waiting.remove());
        }
        answering = false;
      }
    }

    private void answer(long id) {
      if (id == failing) {
        receiver.failed(this, id, 0, Status.UNAVAILABLE);
      } else {
        receiver.answered(this, id, 0, ANSWER);
      }
    }

    @Override
    public void close() {}
  }
}
