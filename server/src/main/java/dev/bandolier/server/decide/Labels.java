package dev.bandolier.server.decide;

import com.google.protobuf.MapField;
import dev.bandolier.v1.DecideRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request has labels. A message without any makes an empty map (72 bytes) for whoever asks it how many it
 * has, though it knows by one field that there are none. That field is generated code's, so where it is not
 * found the message is asked. Any thread.
 */
final class Labels {

  private static final @Nullable VarHandle FIELD = field();

  private Labels() {}

  static boolean areIn(DecideRequest request) {
    boolean none = FIELD != null && (MapField<?, ?>) FIELD.get(request) == null;
    return !none && request.getLabelsCount() > 0;
  }

  private static @Nullable VarHandle field() {
    try {
      return MethodHandles.privateLookupIn(DecideRequest.class, MethodHandles.lookup())
          .findVarHandle(DecideRequest.class, "labels_", MapField.class);
    } catch (ReflectiveOperationException otherwiseGenerated) {
      return null;
    }
  }
}
