package dev.bandolier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.client.ArmStatistics;
import dev.bandolier.client.BanditClient;
import dev.bandolier.client.BandolierException;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import dev.bandolier.client.Fate;
import dev.bandolier.client.OutcomeReport;
import dev.bandolier.client.SlotStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides and reports, one after the other, and keeps a book of what it was told. A step that failed
 * is done again with the next server, under the same ids. Each decision gets two outcomes, each of
 * them reported twice. One thread at a time, except for {@link #outcomes}.
 */
final class Caller {
  private static final Set<Fate> COUNTED = Set.of(Fate.ACCEPTED, Fate.DUPLICATE);

  private final String campaign;
  private final String name;
  private final List<Entry> book = new ArrayList<>();
  private @Nullable Decision current;
  private int reported;
  private final AtomicLong outcomes = new AtomicLong();

  Caller(String campaign, String name) {
    this.campaign = campaign;
    this.name = name;
  }

  /**
   * One decision with both its outcomes.
   *
   * @param sum what its outcomes are worth together
   */
  record Entry(Decision decision, int sum) {
    String id() {
      return decision.id();
    }

    String arm() {
      return decision.arm("banner");
    }

    Decision askAgain(BanditClient client, String campaign) {
      return client.decideNow(request(campaign, id()));
    }
  }

  /** Lets all of them end what they have begun, and compares the server's figures with their books. */
  static void finishAndCompare(BanditClient client, List<Caller> callers) {
    callers.forEach(caller -> caller.finish(client));
    List<Entry> all = callers.stream().flatMap(caller -> caller.book.stream()).toList();
    String campaign = callers.get(0).campaign;
    SlotStatistics counted = client.campaigns().statistics(campaign).slot("banner");
    for (ArmStatistics arm : counted.arms()) {
      List<Entry> told = all.stream().filter(each -> each.arm().equals(arm.arm())).toList();
      assertThat(arm.decisions()).isEqualTo(told.size());
      assertThat(arm.censored()).isZero();
      assertThat(arm.rewardSum()).isEqualTo(told.stream().mapToInt(Entry::sum).sum());
    }
    assertThat(all)
        .isNotEmpty()
        .allMatch(each -> each.decision().equals(each.askAgain(client, campaign)));
  }

  private static DecisionRequest request(String campaign, String id) {
    return DecisionRequest.builder(campaign).decisionId(id).returnPmf().build();
  }

  /** Goes on until a call fails, in a thread of its own. */
  Thread start(BanditClient client) {
    Thread thread = new Thread(() -> goOn(client), name);
    thread.start();
    return thread;
  }

  private void goOn(BanditClient client) {
    try {
      while (true) {
        step(client);
      }
    } catch (BandolierException gone) {
      if (!gone.code().temporary()) {
        throw gone;
      }
    }
  }

  /** Ends what it has begun. */
  private void finish(BanditClient client) {
    do {
      step(client);
    } while (current != null);
  }

  private void step(BanditClient client) {
    Decision decision = current;
    if (decision == null) {
      current = client.decideNow(request(campaign, name + "-" + book.size()));
      reported = 0;
    } else if (reported < 2) {
      report(client, decision);
    } else {
      book.add(new Entry(decision, value(0) + value(1)));
      current = null;
    }
  }

  private void report(BanditClient client, Decision decision) {
    OutcomeReport outcome =
        decision.outcome("click").value(value(reported)).outcomeId("click-" + reported).build();
    check(client.reportNow(outcome).fate(), COUNTED);
    check(client.reportNow(outcome).fate(), Set.of(Fate.DUPLICATE));
    reported++;
    outcomes.incrementAndGet();
  }

  private int value(int outcome) {
    return 1 + (book.size() + 3 * outcome) % 7;
  }

  private static void check(Fate fate, Set<Fate> expected) {
    if (!expected.contains(fate)) {
      throw new AssertionError("the fate is " + fate + ", not of " + expected);
    }
  }

  /** How many outcomes were acknowledged. */
  long outcomes() {
    return outcomes.get();
  }
}
