package dev.bandolier.server.decide;

import com.google.protobuf.ByteString;
import dev.bandolier.server.decide.DecideOutcome.Decided;
import dev.bandolier.server.decide.DecisionIndex.Consequence;
import dev.bandolier.server.event.Answered;
import dev.bandolier.server.event.Censored;
import dev.bandolier.server.event.DecisionFact;
import dev.bandolier.server.event.Fact;
import dev.bandolier.server.journal.Journal;
import dev.bandolier.server.token.TokenSeal;
import dev.bandolier.v1.CensorReason;
import java.util.List;

/**
 * Journals what the ends of calls mean: a decision none of whose calls was answered is censored, and
 * one that is answered after all is not. Any thread; it waits only while another journals for the same
 * decision.
 *
 * <p>Ordering: the censoring stands in the journal before what takes it back, and that before the answer is
 * sent, so that whoever was answered can report outcomes whenever the process dies.
 */
final class CallEnds {

  private final DecisionIndex index;
  private final Journal journal;
  private final DecideListener listener;

  CallEnds(DecisionIndex index, Journal journal, DecideListener listener) {
    this.index = index;
    this.journal = journal;
    this.listener = listener;
  }

  void answered(Decided decided) {
    if (decided.call() != 0) {
      index.answered(decided.call());
    }
  }

  void unanswered(Decided decided) {
    if (decided.call() != 0) {
      unanswered(decided.call(), decided.campaign(), decided.id(), decided.token());
    }
  }

  void unanswered(long call, int campaign, String id, ByteString token) {
    if (index.unanswered(call) == Consequence.CENSOR) {
      listener.unanswered();
      try {
        append(new Censored(campaign, id, List.of(), CensorReason.CENSOR_REASON_UNANSWERED), token);
      } finally {
        index.censored(call);
      }
    }
  }

  /**
   * Before a call gets an answer that may have been given up before.
   *
   * @return the position of the fact that this took, which the answer stands on; 0 where it took none
   */
  long reopen(long call, int campaign, String id, ByteString token) {
    if (call == 0 || index.reopen(call) != Consequence.REOPEN) {
      return 0;
    }
    long position = 0;
    try {
      position = append(new Answered(campaign, id), token);
    } finally {
      index.reopened(call, position > 0);
    }
    return position;
  }

  private long append(DecisionFact about, ByteString token) {
    Fact fact = token.isEmpty() ? about : TokenSeal.read(token).with(about);
    long position = journal.appendInReserve(fact.type(), fact.encode());
    if (position <= 0) {
      listener.lost(fact.type());
    }
    return position;
  }
}
