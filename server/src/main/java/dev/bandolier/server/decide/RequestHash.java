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
 * <p>Two 64-bit lanes with different seeds, each a chain of multiply-and-shift mixes; the elements of
 * a set are hashed one by one and added. It tells honest requests apart (a false match has a chance of
 * about 2⁻¹²⁸); it does not withstand an adversary, who could only confuse their own ids. Pure; the
 * value is kept in journals and must never change.
 */
final class RequestHash {

  private static final long SEED_HI = 0x243f6a8885a308d3L;
  private static final long SEED_LO = 0x13198a2e03707344L;
  private static final long MULTIPLIER_1 = 0x9e3779b97f4a7c15L;
  private static final long MULTIPLIER_2 = 0xd6e8feb86659fd93L;

  private RequestHash() {}

  static long hi(DecideRequest request, boolean labelled) {
    return request(SEED_HI, request, labelled);
  }

  static long lo(DecideRequest request, boolean labelled) {
    return request(SEED_LO, request, labelled);
  }

  private static long request(long seed, DecideRequest request, boolean labelled) {
    long hash = text(seed, request.getUnit());
    hash = context(hash, seed, request.getContext());
    hash = mix(hash, slots(seed, request.getSlotsList()));
    hash = mix(hash, labelled ? labels(seed, request.getLabelsMap()) : 0);
    return mix(hash, request.getDeferred() ? 1 : 0);
  }

  private static long context(long start, long seed, Context context) {
    long sum = 0;
    for (int i = 0; i < context.getFeaturesCount(); i++) {
      sum += feature(seed, context.getFeatures(i));
    }
    long hash = mix(mix(start, sum), context.hasTime() ? 1 : 0);
    if (context.hasTime()) {
      hash = mix(mix(hash, context.getTime().getSeconds()), context.getTime().getNanos());
    }
    return text(hash, context.getTimeZone());
  }

  private static long feature(long seed, Feature feature) {
    long hash = mix(text(seed, feature.getName()), feature.getValueCase().getNumber());
    return switch (feature.getValueCase()) {
      case CATEGORY -> text(hash, feature.getCategory());
      case NUMBER -> mix(hash, Double.doubleToLongBits(feature.getNumber()));
      case FLAG -> mix(hash, feature.getFlag() ? 1 : 0);
      case VALUE_NOT_SET -> hash;
    };
  }

  private static long slots(long seed, List<SlotRequest> slots) {
    long sum = slots.size();
    for (int i = 0; i < slots.size(); i++) {
      SlotRequest slot = slots.get(i);
      long hash = mix(text(seed, slot.getSlot()), Math.max(1, slot.getCount()));
      hash = mix(hash, texts(seed, slot.getOnlyList()));
      hash = mix(hash, texts(seed, slot.getExceptList()));
      sum += slot.getRequireTagsCount() + slot.getShownCount() > 0 ? more(hash, seed, slot) : hash;
    }
    return sum;
  }

  /** What requests could not say at first; those that do not say it keep their hash. */
  private static long more(long start, long seed, SlotRequest slot) {
    long hash = mix(start, texts(seed, slot.getRequireTagsList()));
    for (int i = 0; i < slot.getShownCount(); i++) {
      hash = text(hash, slot.getShown(i).getArm());
      hash = mix(hash, Double.doubleToLongBits(slot.getShown(i).getPropensity()));
    }
    return hash;
  }

  private static long texts(long seed, List<String> texts) {
    long sum = texts.size();
    for (int i = 0; i < texts.size(); i++) {
      sum += text(seed, texts.get(i));
    }
    return sum;
  }

  private static long labels(long seed, Map<String, String> labels) {
    long sum = labels.size();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      sum += text(text(seed, label.getKey()), label.getValue());
    }
    return sum;
  }

  private static long text(long start, String text) {
    long hash = mix(start, text.length());
    int whole = text.length() & -4;
    for (int i = 0; i < whole; i += 4) {
      long left = (long) text.charAt(i) << 16 | text.charAt(i + 1);
      hash = mix(hash, left << 32 | (long) text.charAt(i + 2) << 16 | text.charAt(i + 3));
    }
    return whole < text.length() ? mix(hash, rest(text, whole)) : hash;
  }

  private static long rest(String text, int from) {
    long word = 0;
    for (int i = from; i < text.length(); i++) {
      word = word << 16 | text.charAt(i);
    }
    return word;
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MULTIPLIER_1;
    mixed = (mixed ^ mixed >>> 32) * MULTIPLIER_2;
    return (mixed ^ mixed >>> 29) + Long.rotateLeft(hash, 23);
  }
}
