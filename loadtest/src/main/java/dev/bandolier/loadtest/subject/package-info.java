/** Finds or starts the server under test. */
@NullMarked
package dev.bandolier.loadtest.subject;

import org.jspecify.annotations.NullMarked;
