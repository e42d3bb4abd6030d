/** One thread follows the journal, settles the ledger and moves the arms. */
@NullMarked
package dev.bandolier.server.learn;

import org.jspecify.annotations.NullMarked;
