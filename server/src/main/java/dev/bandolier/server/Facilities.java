package dev.bandolier.server;

import dev.bandolier.server.decide.DecideListener;
import dev.bandolier.server.journal.JournalListener;
import dev.bandolier.server.learn.LearnListener;
import dev.bandolier.server.manage.ManageListener;
import dev.bandolier.server.reward.RewardListener;
import dev.bandolier.server.rpc.RpcListener;
import dev.bandolier.server.store.StoreListener;
import io.grpc.ServerBuilder;
import java.util.function.Consumer;

/**
 * Who hears what the rooms have to say.
 *
 * @param instrument adds call metrics to gRPC
 */
record Facilities(
    JournalListener journalListener,
    StoreListener storeListener,
    LearnListener learnListener,
    DecideListener decideListener,
    RewardListener rewardListener,
    ManageListener manageListener,
    RpcListener rpcListener,
    Consumer<ServerBuilder<?>> instrument) {

  /** Nobody hears anything. */
  static final Facilities NONE =
      new Facilities(
          JournalListener.NONE,
          StoreListener.NONE,
          new LearnListener() {},
          DecideListener.NONE,
          RewardListener.NONE,
          ManageListener.NONE,
          RpcListener.NONE,
          builder -> {});
}
