package dev.bandolier.server.decide;

import dev.bandolier.v1.Context;
import dev.bandolier.v1.DecideRequest;
import dev.bandolier.v1.Feature;
import dev.bandolier.v1.SlotRequest;
import java.util.List;
import java.util.Map;

/**
 * The hash by which a repeat of a request is told from another request under the same id: of
 * everything that the decision depends on, whatever the order of features, slots, arms and labels.
 * Neither the id is part of it nor {@code return_pmf}, which only asks for more of the same answer.
 *
 * <p>Two 64-bit lanes with different seeds, side by side, each a chain of multiply-and-shift mixes; the
 * elements of a set are hashed one by one and added. It tells honest requests apart (a false match has a chance of
 * about 2⁻¹²⁸); it does not withstand an adversary, who could only confuse their own ids. The value is
 * kept in journals and must never change.
 *
 * <p>Holds the hash given last; for one thread at a time. Allocates nothing.
 */
final class RequestHash {

  private static final long SEED_HI = 0x243f6a8885a308d3L;
  private static final long SEED_LO = 0x13198a2e03707344L;
  private static final long MULTIPLIER_1 = 0x9e3779b97f4a7c15L;
  private static final long MULTIPLIER_2 = 0xd6e8feb86659fd93L;

  private long hi;
  private long lo;

  /** The first half of the last hash. */
  long hi() {
    return hi;
  }

  /** The second half of the last hash. */
  long lo() {
    return lo;
  }

  /**
   * Hashes a request, with its unit as it is kept: of the text, who has a journal could try whose it is.
   *
   * @param unitHi the first half of the unit's salted hash; both halves are 0 where the request has no unit
   */
  void hash(DecideRequest request, boolean labelled, long unitHi, long unitLo) {
    seed();
    if (request.getUnit().isEmpty()) {
      text("");
    } else {
      mix(unitHi);
      mix(unitLo);
    }
    hashRest(request, labelled);
  }

  /** Hashes a request as versions did that hashed the unit's text: repeats may come of what they decided. */
  void hashWithUnitText(DecideRequest request, boolean labelled) {
    seed();
    text(request.getUnit());
    hashRest(request, labelled);
  }

  private void hashRest(DecideRequest request, boolean labelled) {
    context(request.getContext());
    slots(request.getSlotsList());
    if (labelled) {
      labels(request.getLabelsMap());
    } else {
      mix(0);
    }
    mix(request.getDeferred() ? 1 : 0);
  }

  private void context(Context context) {
    long startHi = hi;
    long startLo = lo;
    long sumHi = 0;
    long sumLo = 0;
    for (int i = 0; i < context.getFeaturesCount(); i++) {
      seed();
      feature(context.getFeatures(i));
      sumHi += hi;
      sumLo += lo;
    }
    mixSet(startHi, startLo, sumHi, sumLo);
    mix(context.hasTime() ? 1 : 0);
    if (context.hasTime()) {
      mix(context.getTime().getSeconds());
      mix(context.getTime().getNanos());
    }
    text(context.getTimeZone());
  }

  private void feature(Feature feature) {
    text(feature.getName());
    mix(feature.getValueCase().getNumber());
    switch (feature.getValueCase()) {
      case CATEGORY -> text(feature.getCategory());
      case NUMBER -> mix(Double.doubleToLongBits(feature.getNumber()));
      case FLAG -> mix(feature.getFlag() ? 1 : 0);
      case VALUE_NOT_SET -> {}
    }
  }

  private void slots(List<SlotRequest> slots) {
    long startHi = hi;
    long startLo = lo;
    long sumHi = slots.size();
    long sumLo = slots.size();
    for (int i = 0; i < slots.size(); i++) {
      seed();
      slot(slots.get(i));
      sumHi += hi;
      sumLo += lo;
    }
    mixSet(startHi, startLo, sumHi, sumLo);
  }

  /** What requests could not say at first comes last, and those that do not say it keep their hash. */
  private void slot(SlotRequest slot) {
    text(slot.getSlot());
    mix(Math.max(1, slot.getCount()));
    texts(slot.getOnlyList());
    texts(slot.getExceptList());
    if (slot.getRequireTagsCount() + slot.getShownCount() > 0) {
      texts(slot.getRequireTagsList());
      for (int i = 0; i < slot.getShownCount(); i++) {
        text(slot.getShown(i).getArm());
        mix(Double.doubleToLongBits(slot.getShown(i).getPropensity()));
      }
    }
  }

  private void texts(List<String> texts) {
    long startHi = hi;
    long startLo = lo;
    long sumHi = texts.size();
    long sumLo = texts.size();
    for (int i = 0; i < texts.size(); i++) {
      seed();
      text(texts.get(i));
      sumHi += hi;
      sumLo += lo;
    }
    mixSet(startHi, startLo, sumHi, sumLo);
  }

  private void labels(Map<String, String> labels) {
    long startHi = hi;
    long startLo = lo;
    long sumHi = labels.size();
    long sumLo = labels.size();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      seed();
      text(label.getKey());
      text(label.getValue());
      sumHi += hi;
      sumLo += lo;
    }
    mixSet(startHi, startLo, sumHi, sumLo);
  }

  private void text(String text) {
    mix(text.length());
    int whole = text.length() & -4;
    for (int i = 0; i < whole; i += 4) {
      long left = (long) text.charAt(i) << 16 | text.charAt(i + 1);
      mix(left << 32 | (long) text.charAt(i + 2) << 16 | text.charAt(i + 3));
    }
    if (whole < text.length()) {
      mix(rest(text, whole));
    }
  }

  private static long rest(String text, int from) {
    long word = 0;
    for (int i = from; i < text.length(); i++) {
      word = word << 16 | text.charAt(i);
    }
    return word;
  }

  private void seed() {
    hi = SEED_HI;
    lo = SEED_LO;
  }

  /** Goes on from where the elements of a set began, with what they add up to. */
  private void mixSet(long startHi, long startLo, long sumHi, long sumLo) {
    hi = mix(startHi, sumHi);
    lo = mix(startLo, sumLo);
  }

  private void mix(long word) {
    hi = mix(hi, word);
    lo = mix(lo, word);
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MULTIPLIER_1;
    mixed = (mixed ^ mixed >>> 32) * MULTIPLIER_2;
    return (mixed ^ mixed >>> 29) + Long.rotateLeft(hash, 23);
  }
}
