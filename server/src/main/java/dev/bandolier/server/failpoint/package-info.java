/** Places at which a test may end the process. */
@NullMarked
package dev.bandolier.server.failpoint;

import org.jspecify.annotations.NullMarked;
