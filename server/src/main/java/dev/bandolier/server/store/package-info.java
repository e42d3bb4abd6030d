/** Memory for arms and ledger that outlives the process. */
@NullMarked
package dev.bandolier.server.store;

import org.jspecify.annotations.NullMarked;
