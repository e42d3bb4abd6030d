package dev.bandolier.server.rpc;

import dev.bandolier.server.campaign.Refusal;
import dev.bandolier.v1.CampaignServiceGrpc;
import dev.bandolier.v1.DecisionServiceGrpc;
import dev.bandolier.v1.EvaluationServiceGrpc;
import dev.bandolier.v1.FeedbackServiceGrpc;
import dev.bandolier.v1.SnapshotServiceGrpc;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the threads of a call. {@code Decide} and {@code DecideStream}, which never block, run where
 * their bytes arrive; everything else on a bounded pool. Where a pool is full the call stays on the
 * event loop just to be refused, at once: that it is not on its pool's thread is what refuses it.
 */
final class CallPools implements ServerCallExecutorSupplier, ServerInterceptor {

  private static final int EVALUATION_THREADS = 4;
  private static final int EVALUATION_CALLS = 16;

  private final CallPool feedback;
  private final CallPool batches;
  private final CallPool management;
  private final CallPool evaluation;
  private final RpcListener listener;

  CallPools(GrpcServerConfig config, RpcListener listener) {
    this.listener = listener;
    feedback = new CallPool("feedback", config.feedbackThreads(), config.feedbackCalls());
    batches = new CallPool("batch", config.batchThreads(), config.batchCalls());
    management = new CallPool("manage", config.managementThreads(), config.managementCalls());
    evaluation = new CallPool("evaluate", EVALUATION_THREADS, EVALUATION_CALLS);
  }

  Executor feedback() {
    return feedback;
  }

  @Override
  public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    CallPool pool = of(call);
    return pool != null && pool.hasRoom() ? pool : null;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    CallPool pool = of(call);
    if (pool == null) {
      return next.startCall(call, headers);
    }
    if (!pool.enter()) {
      return refuse(call, pool);
    }
    try {
      return new Leaving<>(pool, next.startCall(call, headers));
    } catch (RuntimeException | java.lang.Error bug) {
      pool.leave();
      throw bug;
    }
  }

  void stop(Duration patience) throws InterruptedException {
    for (CallPool pool : List.of(feedback, batches, management, evaluation)) {
      pool.stop(patience);
    }
  }

  private @Nullable CallPool of(ServerCall<?, ?> call) {
    String service = call.getMethodDescriptor().getServiceName();
    if (DecisionServiceGrpc.SERVICE_NAME.equals(service)) {
      return decisions(call.getMethodDescriptor().getBareMethodName());
    }
    if (FeedbackServiceGrpc.SERVICE_NAME.equals(service)) {
      return feedback;
    }
    if (EvaluationServiceGrpc.SERVICE_NAME.equals(service)) {
      return evaluation;
    }
    return CampaignServiceGrpc.SERVICE_NAME.equals(service)
            || SnapshotServiceGrpc.SERVICE_NAME.equals(service)
        ? management
        : null;
  }

  private @Nullable CallPool decisions(@Nullable String method) {
    return switch (method == null ? "" : method) {
      case "DecideBatch" -> batches;
      case "GetDecision" -> management;
      default -> null;
    };
  }

  private <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, CallPool pool) {
    listener.overloaded(call.getMethodDescriptor().getFullMethodName());
    StatusRuntimeException refusal =
        Statuses.exception(
            Refusal.of(
                Refusal.Reason.OVERLOADED,
                pool.maxCalls()
                    + " such calls are under way, as many as are taken at once: try again later"));
    Metadata trailers = refusal.getTrailers();
    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }

  /** Leaves the pool when the call ends, which happens exactly once. */
  private static final class Leaving<Q> extends SimpleForwardingServerCallListener<Q> {

    private final CallPool pool;

    Leaving(CallPool pool, ServerCall.Listener<Q> listener) {
      super(listener);
      this.pool = pool;
    }

    @Override
    public void onComplete() {
      pool.leave();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      pool.leave();
      super.onCancel();
    }
  }
}
