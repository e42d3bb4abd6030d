package dev.bandolier.server;

import dev.bandolier.server.decide.DecideListener;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.learn.BaseListener;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.manage.ManageListener;
import dev.bandolier.server.reward.RewardListener;
import dev.bandolier.server.rpc.RpcListener;
import dev.bandolier.server.store.StoreListener;
import dev.bandolier.server.telemetry.Telemetry;
import dev.bandolier.server.telemetry.Watched;
import io.grpc.ServerBuilder;
import io.grpc.opentelemetry.GrpcOpenTelemetry;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who hears what the rooms have to say, and who looks at them.
 *
 * @param instrument adds call metrics to gRPC
 * @param watch is told what to look at, once that is recovered
 * @param rest is told to look no more, before that is closed
 */
record Facilities(
    JournalListener journalListener,
    StoreListener storeListener,
    BaseListener baseListener,
    LearnListener learnListener,
    DecideListener decideListener,
    RewardListener rewardListener,
    ManageListener manageListener,
    RpcListener rpcListener,
    Consumer<ServerBuilder<?>> instrument,
    Consumer<Watched> watch,
    Runnable rest) {

  /** Two histograms that every call would pay for. */
  private static final List<String> SIZES_OF_MESSAGES =
      List.of(
          "grpc.server.call.sent_total_compressed_message_size",
          "grpc.server.call.rcvd_total_compressed_message_size");

  /** Nobody hears anything. */
  static final Facilities NONE =
      new Facilities(
          JournalListener.NONE,
          StoreListener.NONE,
          BaseListener.NONE,
          new LearnListener() {},
          DecideListener.NONE,
          RewardListener.NONE,
          ManageListener.NONE,
          RpcListener.NONE,
          builder -> {},
          watched -> {},
          () -> {});

  /** Telemetry hears and looks. */
  static Facilities of(Telemetry telemetry) {
    return new Facilities(
        telemetry.journal(),
        telemetry.store(),
        telemetry.bases(),
        telemetry.learn(),
        telemetry.decide(),
        telemetry.reward(),
        telemetry.manage(),
        telemetry.rpc(),
        calls(telemetry)::configureServerBuilder,
        telemetry::watch,
        telemetry::rest);
  }

  private static GrpcOpenTelemetry calls(Telemetry telemetry) {
    return GrpcOpenTelemetry.newBuilder()
        .sdk(telemetry.openTelemetry())
        .disableMetrics(SIZES_OF_MESSAGES)
        .build();
  }
}
