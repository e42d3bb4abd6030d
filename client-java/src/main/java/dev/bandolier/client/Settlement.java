package dev.bandolier.client;

/**
 * What has become of one slot and position of a decision.
 *
 * @param slot the slot's name
 * @param position the position, from 0
 * @param state the state
 * @param reward the reward so far, by the rules that the decision was made under
 */
public record Settlement(String slot, int position, SettlementState state, double reward) {}
