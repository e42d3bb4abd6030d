package dev.bandolier.loadtest.load;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * What is sent where.
 *
 * @param link the connections
 * @param connections how many of them are used
 * @param mode how it is sent
 * @param deck the messages
 * @param ids of the decisions, or of those that outcomes are for
 * @param clock in nanoseconds, steady
 */
record Drive(Link link, int connections, Mode mode, Deck deck, Ids ids, LongSupplier clock) {

  List<Lane> lanes(Receiver receiver) {
    return link.lanes(connections, mode, deck, receiver);
  }

  /** The first id of the next message, or {@link Ids#NONE}. */
  long nextId() {
    return ids.take(deck.items());
  }
}
