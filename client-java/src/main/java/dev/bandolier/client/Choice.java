package dev.bandolier.client;

import java.util.Map;

/**
 * One chosen arm.
 *
 * @param slot the slot's name
 * @param position its place in the slot's list, from 0
 * @param arm the arm's id
 * @param payload what to show; empty where the arm has none, and in batches that did not ask for payloads
 * @param propensity its probability at this position, given the arms before it, in (0, 1]; NaN for a fallback, which
 *     nobody drew
 * @param pmf the probability of every arm that was eligible at this position, in the campaign's order; empty unless
 *     asked for
 */
public record Choice(
    String slot,
    int position,
    String arm,
    String payload,
    double propensity,
    Map<String, Double> pmf) {}
