package dev.bandolier.client;

import dev.bandolier.v1.DecideResult;
import dev.bandolier.v1.DecideStreamRequest;
import dev.bandolier.v1.DecideStreamResponse;
import dev.bandolier.v1.DecisionServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decisions over one stream: several times cheaper than call by call, answered in the order of the questions, and without
 * deadlines, retries or hedges. What is unanswered when the stream breaks gets its fallback or fails, and is censored,
 * like a decision that was asked for by itself; a broken stream stays broken, and another is to be opened.
 *
 * <p>Any thread. Futures are completed where the client's are.
 */
public final class DecisionStream implements AutoCloseable {
  private static final int READ_AHEAD = 64;

  private final Decisions home;
  private final int mostUnderWay;
  private final ClientCall<DecideStreamRequest, DecideStreamResponse> call;

  // Guarded by this, as is sending: answers carry no number, so the questions' order must be the
  // queue's.
  private final Deque<Asked> underWay = new ArrayDeque<>();
  private @Nullable Problem over;

  private record Asked(DecisionRequest request, String id, CompletableFuture<Decision> future) {}

  DecisionStream(Decisions home, int mostUnderWay) {
    this.home = home;
    this.mostUnderWay = Checks.within(mostUnderWay, 1, 100_000, "decisions under way");
    call =
        home.endpoints
            .next()
            .newCall(DecisionServiceGrpc.getDecideStreamMethod(), CallOptions.DEFAULT);
    call.start(new Answers(), new Metadata());
    call.request(READ_AHEAD);
  }

  /**
   * Asks for a decision. Where too many are under way, or the stream is broken or closed, it gets its fallback or fails at
   * once; {@link Problem#BUFFER_FULL} is the reason of the first.
   */
  public CompletableFuture<Decision> decide(DecisionRequest request) {
    home.tally.decisions.increment();
    Asked asked = new Asked(request, Decisions.id(request), new CompletableFuture<>());
    Problem refusal = ask(asked);
    if (refusal != null) {
      home.unanswered.end(request, asked.id(), refusal, false, asked.future());
    }
    return asked.future();
  }

  private @Nullable Problem ask(Asked asked) {
    DecideStreamRequest wire =
        DecideStreamRequest.newBuilder()
            .setRequest(DecisionWire.request(asked.request(), asked.id()))
            .build();
    synchronized (this) {
      if (over != null) {
        return over;
      }
      if (underWay.size() >= mostUnderWay) {
        return full();
      }
      underWay.add(asked);
      call.sendMessage(wire);
      return null;
    }
  }

  private Problem full() {
    return Problem.of(
        ErrorCode.RESOURCE_EXHAUSTED,
        Problem.BUFFER_FULL,
        mostUnderWay + " decisions are under way on this stream, its limit.");
  }

  /** Asks for nothing more; what is under way is still answered. */
  @Override
  public synchronized void close() {
    if (over == null) {
      over = Problem.closed();
      call.halfClose();
    }
  }

  private void answered(DecideResult result) {
    Asked asked;
    synchronized (this) {
      asked = underWay.poll();
    }
    if (asked == null) {
      call.cancel("an answer that nobody asked for", null);
    } else {
      home.deliver(() -> answered(asked, result));
    }
  }

  private void answered(Asked asked, DecideResult result) {
    if (result.hasError()) {
      failed(asked, Problems.of(result.getError()));
      return;
    }
    Decision decision = DecisionWire.decision(asked.request().campaign(), result.getResponse());
    if (!asked.future().complete(decision)) {
      home.unanswered.unseen(decision);
    }
  }

  private void failed(Asked asked, Problem problem) {
    home.unanswered.end(asked.request(), asked.id(), problem, true, asked.future());
  }

  private void ended(Problem problem) {
    List<Asked> left;
    synchronized (this) {
      over = problem;
      left = new ArrayList<>(underWay);
      underWay.clear();
    }
    home.deliver(() -> left.forEach(asked -> failed(asked, problem)));
  }

  private final class Answers extends ClientCall.Listener<DecideStreamResponse> {
    @Override
    public void onMessage(DecideStreamResponse message) {
      answered(message.getResult());
      call.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended(status.isOk() ? Problem.closed() : Problems.of(status, trailers));
    }
  }
}
