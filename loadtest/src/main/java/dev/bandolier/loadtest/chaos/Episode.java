package dev.bandolier.loadtest.chaos;

import dev.bandolier.client.ChoiceSource;
import dev.bandolier.client.Decision;
import dev.bandolier.client.DecisionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One decision, what was answered, and what was told about it. One thread at a time; once it is whole it
 * does not change any more.
 */
final class Episode {
  private final Scheme scheme;
  private final DecisionRequest request;
  private final List<Deed> deeds = new ArrayList<>(2);
  private @Nullable Decision decision;
  private @Nullable Deed activation;

  Episode(Scheme scheme, DecisionRequest request) {
    this.scheme = scheme;
    this.request = request;
  }

  Scheme scheme() {
    return scheme;
  }

  DecisionRequest request() {
    return request;
  }

  String id() {
    return Objects.requireNonNull(request.decisionId());
  }

  List<Deed> deeds() {
    return deeds;
  }

  void add(Deed deed) {
    deeds.add(deed);
    if (deed.act() instanceof Act.Shown) {
      activation = deed;
    }
  }

  boolean isDecided() {
    return decision != null;
  }

  Decision decision() {
    return Objects.requireNonNull(decision, "not decided yet");
  }

  void decided(Decision answer) {
    decision = answer;
  }

  /** The deed that shows it, where it is deferred and shown. */
  @Nullable Deed activation() {
    return activation;
  }

  boolean isHoldout() {
    return decision().source() == ChoiceSource.HOLDOUT;
  }

  /** Whether it was shown: at once, or by an activation that took effect. */
  boolean isShown() {
    return !request.deferred() || activation != null && activation.counts();
  }

  /** Whether the server certainly remembers it. */
  boolean isRemembered(long now) {
    return scheme.keeping().holds(now - decision().time().toEpochMilli());
  }

  /** Whether nothing is left to be asked or told. */
  boolean isWhole() {
    return decision != null && deeds.stream().allMatch(Deed::isDone);
  }

  /** When it was shown at the earliest, by what the book knows, in epoch milliseconds. */
  long shownFrom() {
    Deed shown = activation;
    return shown == null || !scheme.hasty() ? decision().time().toEpochMilli() : shown.firstSent();
  }

  /** Whether a deed may be told now. */
  boolean isDue(Deed deed, long now) {
    boolean rest = deed.heldAt() > 0 || deed.isSettled() || !mayComeEarly(deed);
    return !deed.isDone() && now >= deed.notBefore() && (!rest || isReadyFor(deed));
  }

  /** Whether a deed was scripted before the answer, and so needs none. */
  private boolean mayComeEarly(Deed deed) {
    return deed.notBefore() == 0;
  }

  private boolean isReadyFor(Deed deed) {
    Deed shown = activation;
    boolean waits =
        shown != null
            && shown != deed
            && !shown.isSettled()
            && (scheme.hasty() || deed.heldAt() > 0);
    return decision != null && !waits;
  }
}
