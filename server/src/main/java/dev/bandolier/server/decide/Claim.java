package dev.bandolier.server.decide;

/**
 * What {@link DecisionIndex#claim} found; filled again by the next claim. Belongs to one thread.
 */
final class Claim {

  /** Whose turn it is. */
  enum State {
    /** Nobody had the id: the caller decides, then completes or abandons. */
    NEW,
    /** The decision stands in the journal at {@link #position}. */
    STORED,
    /** Another call is deciding and was not done in a bounded time. */
    PENDING,
    /** No room: the caller decides without tracking. */
    FULL
  }

  State state = State.FULL;
  long position;
  long handle;

  Claim become(State newState, long newHandle, long newPosition) {
    state = newState;
    handle = newHandle;
    position = newPosition;
    return this;
  }
}
