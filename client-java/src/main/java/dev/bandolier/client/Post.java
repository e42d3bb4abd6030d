package dev.bandolier.client;

import dev.bandolier.v1.Acknowledgement;
import java.time.Duration;
import java.util.List;

/** Sends items of one kind in one call; an acknowledgement each comes back, in their order. */
interface Post<I> {
  void post(List<I> items, Duration deadline, Unary.Reply<List<Acknowledgement>> reply);
}
