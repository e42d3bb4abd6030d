package dev.bandolier.server.store;

import dev.bandolier.server.model.Memory;

/**
 * Takes the blocks of an image, each once, in no order. Called by the writer's thread, in the middle
 * of a step too: it copies and returns, and does not throw.
 */
@FunctionalInterface
public interface ImageSink {
  /**
   * One block.
   *
   * @param memory where its payload lies
   * @param payload word index of the payload, which must be copied before this returns
   * @param payloadWords length of the payload
   */
  void block(int kind, long ownerHigh, long ownerLow, Memory memory, int payload, int payloadWords);
}
