package dev.bandolier.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bandolier.server.decide.DecideOutcome;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.Decider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One batch: its items are decided in their order. Of a decision whose answer is written only what the call's
 * end needs is kept. Decided by one thread; the end may come on another, after that or amid it.
 */
final class Batch {

  private final BatchRequest request;
  private final Decider decider;
  private final BatchAnswer answer = new BatchAnswer();
  private final List<Decided> made;
  private @Nullable Decided last;

  Batch(BatchRequest request, Decider decider) {
    this.request = request;
    this.decider = decider;
    this.made = new ArrayList<>(request.size());
  }

  /**
   * Decides.
   *
   * @param cancelled whether nobody waits for the answer any more
   * @return false if it was cancelled before the last item
   * @throws InvalidProtocolBufferException if an item is not well-formed; those before it are decided
   */
  boolean decide(BooleanSupplier cancelled) throws InvalidProtocolBufferException {
    for (int item = 0; item < request.size(); item++) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      DecideOutcome outcome =
          decider.decideItem(request.take(item), request.campaign(), request.returnPayloads());
      if (outcome instanceof Decided decided) {
        keep(decided);
      }
      answer.add(outcome);
    }
    return true;
  }

  private void keep(Decided decided) {
    Decided kept = decided.withoutAnswer();
    made.add(kept);
    if (last == null || kept.position() > last.position()) {
      last = kept;
    }
  }

  /** The one with the greatest position: once it is on disk, all are. */
  @Nullable Decided last() {
    return last;
  }

  /** The whole answer. */
  ByteString answer() {
    return answer.message();
  }

  /** The call ended with its answer. */
  void answered() {
    made.forEach(decider::answered);
  }

  /** The call ended without its answer, or is about to end with an error instead. */
  void unanswered() {
    made.forEach(decider::unanswered);
    made.clear();
  }
}
