package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.Acknowledge;
import dev.bandolier.client.Acknowledgement;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.Decision;
import dev.bandolier.client.ErrorCode;
import dev.bandolier.loadtest.chaos.Faults.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * One caller: begins episodes, asks, tells, and asks and tells again what was not acknowledged, with
 * this server or the next. Works in rounds: all that is due is sent at once, shuffled and partly twice,
 * and its answers are waited for. One thread at a time.
 */
final class Worker {
  private static final int UNDER_WAY = 60;
  private static final int REPEATS = 3;
  private static final double TWICE = 0.1;
  private static final double RECORDED_ONLY = 0.3;

  private final Script script;
  private final Book book;
  private final Faults faults;
  private final Judge judge;
  private final Random random;
  private final LongSupplier clock;
  private final List<Episode> open = new ArrayList<>();
  private volatile int underWay;

  /**
   * A caller that has not begun.
   *
   * @param clock epoch milliseconds
   */
  Worker(Script script, Book book, Faults faults, Random random, LongSupplier clock) {
    this.script = script;
    this.book = book;
    this.faults = faults;
    this.judge = new Judge(faults);
    this.random = random;
    this.clock = clock;
  }

  private record Telling(
      Episode episode,
      Deed deed,
      Judge.Sending sending,
      CompletableFuture<Acknowledgement> answer) {}

  /** Episodes that are begun and not whole. Any thread. */
  int underWay() {
    return underWay;
  }

  /** Begins some episodes, at most so many. */
  int begin(int most) {
    int count = Math.max(0, Math.min(most, UNDER_WAY - open.size()));
    for (int i = 0; i < count; i++) {
      open.add(script.next());
    }
    underWay = open.size();
    return count;
  }

  /**
   * Sends what is due and waits for the answers.
   *
   * @return whether anything was sent
   */
  boolean round(BanditClient client) {
    List<Episode> undecided = open.stream().filter(episode -> !episode.isDecided()).toList();
    Asker asker = Asker.WAYS.get(random.nextInt(Asker.WAYS.size()));
    Map<Episode, CompletableFuture<Decision>> asked = asker.ask(client, undecided);
    List<Telling> told = tell(client);
    asked.forEach(this::answered);
    told.forEach(this::acknowledged);
    repeat(client);
    close();
    return !asked.isEmpty() || !told.isEmpty();
  }

  private List<Telling> tell(BanditClient client) {
    long now = clock.getAsLong();
    List<Telling> told = new ArrayList<>();
    List<Episode> shuffled = new ArrayList<>(open);
    Collections.shuffle(shuffled, random);
    for (Episode episode : shuffled) {
      List<Deed> deeds = new ArrayList<>(episode.deeds());
      Collections.shuffle(deeds, random);
      for (Deed deed : deeds) {
        if (episode.isDue(deed, now)) {
          tell(client, episode, deed, now, told);
        }
      }
    }
    return told;
  }

  private void tell(BanditClient client, Episode episode, Deed deed, long now, List<Telling> told) {
    Judge.Sending sending = Judge.Sending.of(episode, deed);
    boolean first = !deed.isRecorded() && !deed.isSettled();
    boolean recordedOnly = first && random.nextDouble() < RECORDED_ONLY;
    deed.sent(now);
    for (int copies = random.nextDouble() < TWICE ? 2 : 1; copies > 0; copies--) {
      Acknowledge when = recordedOnly ? Acknowledge.RECORDED : Acknowledge.FOLDED;
      told.add(new Telling(episode, deed, sending, deed.act().tell(client, when)));
    }
  }

  private void answered(Episode episode, CompletableFuture<Decision> answer) {
    try {
      Answers.await(answer).ifPresent(decision -> decided(episode, decision));
    } catch (BandolierException refused) {
      boolean exists = refused.code() == ErrorCode.ALREADY_EXISTS;
      faults.add(exists ? Kind.CHANGED : Kind.LOST, episode.request() + ": " + refused);
    }
  }

  private void decided(Episode episode, Decision decision) {
    if (!decision.tracked()) {
      faults.add(Kind.LOST, "untracked: " + episode.request());
    }
    episode.decided(decision);
    book.decisionAcknowledged();
    script.answered(episode, clock.getAsLong());
  }

  private void acknowledged(Telling telling) {
    try {
      Answers.await(telling.answer()).ifPresent(answer -> acknowledged(telling, answer));
    } catch (BandolierException refused) {
      faults.add(Kind.LOST, telling.deed().act() + ": " + refused);
    }
  }

  private void acknowledged(Telling telling, Acknowledgement answer) {
    boolean before = telling.deed().isSettled();
    judge.hear(
        telling.episode(), telling.deed(), telling.sending(), answer.fate(), clock.getAsLong());
    if (!before && telling.deed().isSettled()) {
      book.deedAcknowledged();
    }
  }

  /** Asks for some earlier decisions again. */
  private void repeat(BanditClient client) {
    for (int i = 0; i < REPEATS; i++) {
      book.any(random)
          .filter(episode -> episode.isRemembered(clock.getAsLong()))
          .ifPresent(episode -> repeat(client, episode));
    }
  }

  private void repeat(BanditClient client, Episode episode) {
    try {
      Answers.await(client.decide(episode.request()))
          .ifPresent(decision -> Book.compare(episode, decision, faults));
    } catch (BandolierException refused) {
      faults.add(Kind.CHANGED, episode.request() + ": " + refused);
    }
  }

  private void close() {
    open.stream().filter(Episode::isWhole).forEach(book::add);
    open.removeIf(Episode::isWhole);
    underWay = open.size();
  }
}
