package dev.bandolier.server.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * What all estimators say of a policy's value.
 *
 * @param ips weighted rewards
 * @param snips weighted rewards over weights
 * @param dm the reward model alone
 * @param dr doubly robust
 * @param switchDr doubly robust for weights up to a limit, else the model
 * @param slate with additive weights over slots; null for one slot
 */
public record ValueEstimates(
    Estimate ips,
    Estimate snips,
    Estimate dm,
    Estimate dr,
    Estimate switchDr,
    @Nullable Estimate slate) {}
