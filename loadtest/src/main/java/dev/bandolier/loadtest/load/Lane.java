package dev.bandolier.loadtest.load;

/**
 * A way for requests to the server: one connection, on it calls, or a stream. Requests may be sent by any
 * thread; answers come on the connection's own.
 */
interface Lane extends AutoCloseable {

  /**
   * Sends the request that begins with this id; the receiver hears how it ended.
   *
   * @param intended when it should have been sent, by {@link System#nanoTime}
   */
  void send(long id, long intended);

  /** Sends no more. */
  @Override
  void close();
}
