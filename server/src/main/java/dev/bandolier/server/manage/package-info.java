/** Changes campaigns and arms by writing facts. */
@NullMarked
package dev.bandolier.server.manage;

import org.jspecify.annotations.NullMarked;
