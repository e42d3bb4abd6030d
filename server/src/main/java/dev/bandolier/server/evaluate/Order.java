package dev.bandolier.server.evaluate;

import java.util.Map;

/**
 * What is to be evaluated.
 *
 * @param campaign its resource name
 * @param slot the only slot that counts; empty: all of them together
 * @param policies by the names that they go by in the answer, in that order
 * @param question how they are to be valued
 */
public record Order(
    String campaign, String slot, Map<String, TargetSettings> policies, Question question) {}
