/**
 * Asks a Bandolier server for decisions and tells it what became of them.
 *
 * <p>{@link dev.bandolier.client.BanditClient} is the way in.
 */
@NullMarked
package dev.bandolier.client;

import org.jspecify.annotations.NullMarked;
