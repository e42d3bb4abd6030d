/** Wire messages to calls, outcomes to {@code Status}. */
@NullMarked
package dev.bandolier.server.rpc;

import org.jspecify.annotations.NullMarked;
