package dev.bandolier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bandolier.v1.DecideResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a clock that only moves when somebody waits or works. */
final class OpenLoopTest {

  private static final double PER_SECOND = 1000;
  private static final long MILLI = 1_000_000;
  private static final byte[] ANSWER =
      DecideResponse.newBuilder().setTracked(true).build().toByteArray();

  private final List<Long> sentAt = new ArrayList<>();
  private final Faults faults = new Faults();
  private long now = 5_000;

  @Test
  void requests_areSentAtTheirTimes_whateverTheAnswersTake() {
    OpenLoop.Result result =
        run(100, (lane, receiver, id, intended) -> receive(lane, receiver, id, intended));
    assertThat(sentAt).hasSize(100);
    for (int i = 0; i < sentAt.size(); i++) {
      assertThat(sentAt.get(i)).isEqualTo(5_000 + i * MILLI);
    }
    assertThat(result.perSecond()).isCloseTo(PER_SECOND, within(0.001));
    assertThat(result.nanos().getMaxValue()).isZero();
    assertThat(faults.counts()).isEmpty();
  }

  @Test
  void stall_countsInEveryRequestThatItDelayed() {
    OpenLoop.Result result =
        run(
            100,
            (lane, receiver, id, intended) -> {
              now += id == 10 ? 50 * MILLI : 0;
              receive(lane, receiver, id, intended);
            });
    assertThat(result.nanos().getTotalCount()).isEqualTo(100);
    assertThat(result.nanos().getMaxValue()).isCloseTo(50 * MILLI, within(MILLI / 10));
    long delayed = result.nanos().getCountBetweenValues(MILLI / 2, 60 * MILLI);
    assertThat(delayed).isEqualTo(50);
  }

  @Test
  void failure_isCountedByItsStatus_andHasNoLatency() {
    OpenLoop.Result result =
        run(
            10,
            (lane, receiver, id, intended) ->
                receiver.failed(lane, id, intended, Status.RESOURCE_EXHAUSTED));
    assertThat(result.nanos().getTotalCount()).isZero();
    assertThat(faults.counts()).containsExactly(java.util.Map.entry("RESOURCE_EXHAUSTED", 10L));
  }

  @Test
  void requestWithoutAnAnswer_isCountedOnceThePatienceIsOver() {
    run(10, (lane, receiver, id, intended) -> {});
    assertThat(faults.counts()).containsExactly(java.util.Map.entry(Faults.UNANSWERED, 10L));
  }

  @Test
  void untrackedDecision_isAFault() {
    run(
        1,
        (lane, receiver, id, intended) ->
            receiver.answered(
                lane,
                id,
                intended,
                DecideResponse.newBuilder().setModelVersion(1).build().toByteArray()));
    assertThat(faults.counts()).containsOnlyKeys(Faults.UNTRACKED);
  }

  private void receive(Lane lane, Receiver receiver, long id, long intended) {
    receiver.answered(lane, id, intended, ANSWER);
  }

  private OpenLoop.Result run(int count, Behaviour behaviour) {
    Drive drive =
        new Drive(
            receiver -> List.of(new ScriptedLane(receiver, behaviour)), 1, Ids.from(0), () -> now);
    Measure measure = new Measure(Mode.UNARY, 1, faults, null, null, null);
    OpenLoop.Result result =
        OpenLoop.run(drive, measure, new Schedule(now, PER_SECOND, count), this::waitUntil);
    measure.close();
    return result;
  }

  private void waitUntil(long time) {
    now = Math.max(now, time);
  }

  /** What becomes of a request. */
  private interface Behaviour {
    void send(Lane lane, Receiver receiver, long id, long intended);
  }

  /** Does as it is told, at once. */
  private final class ScriptedLane implements Lane {

    private final Receiver receiver;
    private final Behaviour behaviour;

    ScriptedLane(Receiver receiver, Behaviour behaviour) {
      this.receiver = receiver;
      this.behaviour = behaviour;
    }

    @Override
    public void send(long id, long intended) {
      sentAt.add(now);
      behaviour.send(this, receiver, id, intended);
    }

    @Override
    public void close() {}
  }
}
