/** What a campaign is, and what makes one valid. */
@NullMarked
package dev.bandolier.server.campaign;

import org.jspecify.annotations.NullMarked;
