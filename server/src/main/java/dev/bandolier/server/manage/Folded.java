package dev.bandolier.server.manage;

import java.util.concurrent.CompletableFuture;

/** Tells when facts have been folded. */
public interface Folded {

  /** Completes once the fact at the position has been folded and its effect can be seen. */
  CompletableFuture<?> at(long position);
}
