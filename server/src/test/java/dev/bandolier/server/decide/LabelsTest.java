package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import dev.bandolier.v1.DecideRequest;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class LabelsTest {

  private static final int CALLS = 1000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void labels_areSeen_inABuiltRequestAsInOneThatWasSent() throws InvalidProtocolBufferException {
    DecideRequest labelled = DecideRequest.newBuilder().putLabels("send", "1").build();
    DecideRequest plain = labelled.toBuilder().clearLabels().setUnit("u").build();

    assertThat(Labels.areIn(labelled)).isTrue();
    assertThat(Labels.areIn(DecideRequest.parseFrom(labelled.toByteString()))).isTrue();
    assertThat(Labels.areIn(plain)).isFalse();
    assertThat(Labels.areIn(DecideRequest.parseFrom(plain.toByteString()))).isFalse();
    assertThat(Labels.areIn(DecideRequest.getDefaultInstance())).isFalse();
  }

  /** Interpreted or compiled: less than the smallest object a call. */
  @Test
  void aRequestWithoutLabels_makesNoMapToSaySo() throws InvalidProtocolBufferException {
    DecideRequest sent =
        DecideRequest.parseFrom(DecideRequest.newBuilder().setUnit("u").build().toByteString());
    assertThat(Labels.areIn(sent)).isFalse();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean any = false;
    for (int i = 0; i < CALLS; i++) {
      any |= Labels.areIn(sent);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(any).isFalse();
    assertThat(allocated).isLessThan(8L * CALLS);
  }
}
