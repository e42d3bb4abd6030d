package dev.bandolier.loadtest.load;

/**
 * What is done to a server beside the load that is measured. One thread calls {@link #begin} once, and
 * {@link #close} once or more often.
 */
interface Beside extends AutoCloseable {

  /** Nothing. */
  Beside NOTHING = new Beside() {};

  /** Returns when it is going on. */
  default void begin() throws InterruptedException {}

  /** Does no more of it. */
  @Override
  default void close() {}

  /** How often it was done while it went on; 0 where that is not for the client to know. */
  default long times() {
    return 0;
  }
}
