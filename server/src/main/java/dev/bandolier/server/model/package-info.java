/** The layout of one arm's block, how it is read and how a reward moves it. */
@NullMarked
package dev.bandolier.server.model;

import org.jspecify.annotations.NullMarked;
