package dev.bandolier.server.statistics;

import dev.bandolier.v1.SettlementState;

/**
 * What has become of one slot and position of a decision.
 *
 * @param slot the slot's uid
 * @param position from 0
 * @param state where the ledger has it
 * @param reward so far, by the rules that the decision was made under
 */
public record SlotSettlement(int slot, int position, SettlementState state, double reward) {}
