package dev.bandolier.server.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bandolier.server.decide.DecisionIndex.Consequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DecisionIndexTest {

  private final DecisionIndex index = new DecisionIndex(100);
  private final Claim claim = new Claim();

  @Test
  void claim_ofANewKey_isNew_andOfACompletedOne_tellsItsPosition() {
    assertThat(index.claim(1, 2, claim).state).isEqualTo(Claim.State.NEW);
    index.complete(claim.handle, 640);

    assertThat(index.claim(1, 2, claim).state).isEqualTo(Claim.State.STORED);
    assertThat(claim.position).isEqualTo(640);
    assertThat(index.find(1, 2)).isEqualTo(640);
    assertThat(index.find(1, 3)).isZero();
  }

  @Test
  void claim_ofAKeyThatAnotherCallIsDeciding_isPendingAfterABoundedTime() {
    index.claim(1, 2, claim);

    assertThat(index.claim(1, 2, new Claim()).state).isEqualTo(Claim.State.PENDING);
    assertThat(index.find(1, 2)).isZero();
  }

  @Test
  void abandon_freesTheKey() {
    index.claim(1, 2, claim);
    index.abandon(claim.handle);

    assertThat(index.size()).isZero();
    assertThat(index.claim(1, 2, claim).state).isEqualTo(Claim.State.NEW);
  }

  @Test
  void lookAt_ofKeysThatAreThereOrNot_changesNothing() {
    long[] keys = new long[400];
    for (int i = 0; i < 200; i++) {
      keys[2 * i] = i;
      keys[2 * i + 1] = -i;
      if (i % 2 == 0) {
        index.claim(i, -i, claim);
        index.complete(claim.handle, 8 + i);
      }
    }
    index.lookAt(keys, keys.length);
    index.lookAt(keys, 0);
    assertThat(index.size()).isEqualTo(100);
    for (int i = 0; i < 200; i++) {
      assertThat(index.find(i, -i)).isEqualTo(i % 2 == 0 ? 8 + i : 0);
    }
  }

  @Test
  void claim_whenAllEntriesAreOut_isFull_untilOneIsForgotten() {
    for (int i = 0; i < 100; i++) {
      index.claim(i, i, claim);
      index.complete(claim.handle, 8 + i);
    }
    assertThat(index.claim(1000, 1, claim).state).isEqualTo(Claim.State.FULL);

    index.forget(50, 50);

    assertThat(index.claim(1000, 1, claim).state).isEqualTo(Claim.State.NEW);
    assertThat(index.claim(49, 49, claim).state).isEqualTo(Claim.State.STORED);
  }

  @Test
  void forget_whileTheDecisionIsBeingMade_takesEffectWhenItIsComplete() {
    index.claim(1, 2, claim);
    index.forget(1, 2);
    index.forget(1, 2);
    index.complete(claim.handle, 640);

    assertThat(index.find(1, 2)).isZero();
    assertThat(index.size()).isZero();
  }

  @Test
  void unanswered_lastCallInFlight_isToBeCensored_once() {
    long first = stored(1, 2);
    long second = index.claim(1, 2, claim).handle;

    assertThat(index.unanswered(first)).isEqualTo(Consequence.NONE);
    assertThat(index.unanswered(second)).isEqualTo(Consequence.CENSOR);
    index.censored(second);
    assertThat(index.unanswered(second)).isEqualTo(Consequence.NONE);
  }

  @Test
  void unanswered_afterAnAnswer_meansNothing() {
    long first = stored(1, 2);
    long second = index.claim(1, 2, claim).handle;

    index.answered(first);
    assertThat(index.unanswered(second)).isEqualTo(Consequence.NONE);
  }

  @Test
  void reopen_afterTheCensoring_isToBeJournalled_once() {
    long repeat = repeatOfACensored();

    assertThat(index.reopen(repeat)).isEqualTo(Consequence.REOPEN);
    index.reopened(repeat, true);
    assertThat(index.reopen(repeat)).isEqualTo(Consequence.NONE);
  }

  @Test
  void reopening_thatCouldNotBeJournalled_isAskedForAgain() {
    long repeat = repeatOfACensored();
    index.reopen(repeat);
    index.reopened(repeat, false);

    assertThat(index.reopen(repeat)).isEqualTo(Consequence.REOPEN);
  }

  @Test
  void secondRepeat_waitsUntilTheFirstHasJournalledTheReopening() {
    long repeat = repeatOfACensored();
    long hedge = index.claim(1, 2, claim).handle;
    index.reopen(repeat);

    CompletableFuture<Consequence> second =
        CompletableFuture.supplyAsync(() -> index.reopen(hedge));
    assertThat(second).isNotDone();
    index.reopened(repeat, true);
    assertThat(second.join()).isEqualTo(Consequence.NONE);
  }

  @Test
  void repeat_thatIsNotAnsweredEither_isCensoredAgain() {
    long repeat = repeatOfACensored();
    index.reopen(repeat);
    index.reopened(repeat, true);

    assertThat(index.unanswered(repeat)).isEqualTo(Consequence.CENSOR);
  }

  @Test
  void reopen_whileTheCensoringIsBeingJournalled_waitsForIt() {
    long first = stored(1, 2);
    assertThat(index.unanswered(first)).isEqualTo(Consequence.CENSOR);
    long repeat = index.claim(1, 2, claim).handle;

    CompletableFuture<Consequence> reopened =
        CompletableFuture.supplyAsync(() -> index.reopen(repeat));
    assertThat(reopened).isNotDone();
    index.censored(first);
    assertThat(reopened.join()).isEqualTo(Consequence.REOPEN);
  }

  @Test
  void put_ofACensoredDecision_reopensBeforeItIsAnswered() {
    assertThat(index.put(1, 2, 640, true)).isTrue();
    assertThat(index.put(3, 4, 648, false)).isTrue();

    assertThat(index.reopen(index.claim(1, 2, claim).handle)).isEqualTo(Consequence.REOPEN);
    assertThat(index.reopen(index.claim(3, 4, claim).handle)).isEqualTo(Consequence.NONE);
    assertThat(index.find(3, 4)).isEqualTo(648);
  }

  @Test
  void handles_ofForgottenDecisions_changeNothing() {
    long old = stored(1, 2);
    index.forget(1, 2);
    long fresh = stored(5, 6);

    assertThat(index.unanswered(old)).isEqualTo(Consequence.NONE);
    assertThat(index.unanswered(fresh)).isEqualTo(Consequence.CENSOR);
  }

  @Test
  void capacity_outOfRange_isRefused() {
    assertThatThrownBy(() -> new DecisionIndex(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void randomOperations_agreeWithAMap() {
    SplittableRandom random = new SplittableRandom(1);
    Map<Long, Long> model = new HashMap<>();
    for (int i = 1; i < 50_000; i++) {
      long key = random.nextLong(150);
      if (random.nextInt(3) == 0) {
        index.forget(key, -key);
        model.remove(key);
      } else {
        claimAgainst(model, key, 8L * i);
      }
      assertThat(index.find(key, -key)).isEqualTo(model.getOrDefault(key, 0L));
    }
    assertThat(index.size()).isEqualTo(model.size());
  }

  private void claimAgainst(Map<Long, Long> model, long key, long position) {
    Claim.State expected =
        model.containsKey(key)
            ? Claim.State.STORED
            : model.size() < 100 ? Claim.State.NEW : Claim.State.FULL;
    assertThat(index.claim(key, -key, claim).state).isEqualTo(expected);
    if (expected == Claim.State.NEW) {
      index.complete(claim.handle, position);
      model.put(key, position);
    }
  }

  @Test
  void rivals_onFewKeys_neverBothGetAKey_whileTheyAreForgottenAndMadeAgain() throws Exception {
    DecisionIndex shared = new DecisionIndex(64);
    ConcurrentHashMap<Long, Long> owners = new ConcurrentHashMap<>();
    AtomicLong positions = new AtomicLong(8);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<?>> runs = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      runs.add(threads.submit(() -> claimAtRandom(shared, random, owners, positions)));
    }
    runs.add(threads.submit(() -> forgetAtRandom(shared, owners)));
    for (Future<?> run : runs) {
      run.get();
    }
    threads.shutdown();
    owners.forEach((key, position) -> assertThat(shared.find(key, key)).isEqualTo(position));
    assertThat(shared.size()).isEqualTo(owners.size());
  }

  private static void claimAtRandom(
      DecisionIndex index,
      SplittableRandom random,
      ConcurrentHashMap<Long, Long> owners,
      AtomicLong positions) {
    Claim claim = new Claim();
    for (int i = 0; i < 200_000; i++) {
      long key = random.nextLong(40);
      index.claim(key, key, claim);
      if (claim.state == Claim.State.NEW) {
        long position = positions.addAndGet(8);
        assertThat(owners.put(key, position)).isNull();
        index.complete(claim.handle, position);
      } else {
        assertThat(claim.state).isNotEqualTo(Claim.State.FULL);
      }
    }
  }

  private static void forgetAtRandom(DecisionIndex index, ConcurrentHashMap<Long, Long> owners) {
    SplittableRandom random = new SplittableRandom(99);
    for (int i = 0; i < 200_000; i++) {
      long key = random.nextLong(40);
      long position = index.find(key, key);
      if (position > 0 && owners.remove(key, position)) {
        index.forget(key, key);
      }
    }
  }

  /** A call that asks again for decision (1, 2), whose only answer reached nobody. */
  private long repeatOfACensored() {
    long first = stored(1, 2);
    index.unanswered(first);
    index.censored(first);
    return index.claim(1, 2, claim).handle;
  }

  private long stored(long hi, long lo) {
    index.claim(hi, lo, claim);
    index.complete(claim.handle, 640);
    return claim.handle;
  }
}
