package dev.bandolier.loadtest.load;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * What is sent where.
 *
 * @param lanes opens the ways to the server, whose answers this receiver hears
 * @param items of a request, each with an id
 * @param ids of the decisions, or of those that outcomes are for
 * @param clock in nanoseconds, steady
 */
record Drive(Lanes lanes, int items, Ids ids, LongSupplier clock) {

  /** Opens one or more lanes. */
  interface Lanes {
    List<Lane> open(Receiver receiver);
  }

  /** Over the first so many connections of a link. */
  static Drive over(Link link, int connections, Mode mode, Deck deck, Ids ids) {
    return new Drive(
        receiver -> link.lanes(connections, mode, deck, receiver),
        deck.items(),
        ids,
        System::nanoTime);
  }

  /** The first id of the next message, or {@link Ids#NONE}. */
  long nextId() {
    return ids.take(items);
  }
}
