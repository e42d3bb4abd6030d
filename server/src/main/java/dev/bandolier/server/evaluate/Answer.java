package dev.bandolier.server.evaluate;

import java.util.Map;

/**
 * What came of an {@link Order}.
 *
 * @param policies by name, in the order's order
 * @param leftOut decisions that are not among the rounds
 * @param position of the last fact that was read
 */
public record Answer(Map<String, PolicyValue> policies, LeftOut leftOut, long position) {}
