package dev.bandolier.server.store;

import java.io.IOException;

/**
 * What the writer does when the disk refuses an extent that it needs. What is in the store must not
 * depend on how full a disk was, so there are two ways only: to wait, or to give the step up.
 */
@FunctionalInterface
public interface DiskPatience {

  /**
   * Comes back when it is to be tried again. On the writer's thread, in the middle of a step.
   *
   * @param cause why there is no extent
   * @throws RuntimeException to give up: nothing more may be done in the step but {@link
   *     BlockStore#abandon}
   */
  void await(IOException cause);
}
