package dev.bandolier.server.rpc;

/** Hears of what goes wrong with calls. Called on the calls' threads: cheap, never blocking. */
public interface RpcListener {

  /** Hears nothing. */
  RpcListener NONE = new RpcListener() {};

  /** A call was refused because too many are under way. */
  default void overloaded(String method) {}

  /** A call met a bug; the caller was told {@code INTERNAL}. */
  default void failed(String method, Throwable cause) {}
}
