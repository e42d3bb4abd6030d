package dev.bandolier.server.store;

import java.io.IOException;

/** What the store has to say. Called from the writer's thread or the one that makes extents. */
public interface StoreListener {
  /** Says nothing. */
  StoreListener NONE = new StoreListener() {};

  /** An extent was added. */
  default void grew(Share share, int blockBytes, int blocks) {}

  /** An extent could not be made, usually because the disk is full; tried again later. */
  default void couldNotGrow(Share share, int blockBytes, IOException cause) {}

  /** A block was refused because the share's budget is spent, or the disk full. */
  default void refused(Share share, int blockBytes) {}

  /** The store could not be used, and is made again; said by whoever does that. */
  default void rebuilt(String reason) {}
}
