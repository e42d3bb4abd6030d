/** What settings that do not serve would have earned, and when they take over. */
@NullMarked
package dev.bandolier.server.candidate;

import org.jspecify.annotations.NullMarked;
