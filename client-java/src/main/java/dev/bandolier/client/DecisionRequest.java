package dev.bandolier.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One question: what should this person see now? Immutable; may be asked several times, each time as a new decision
 * unless it carries an id.
 *
 * @param campaign the campaign's name, such as {@code campaigns/spring-mail}
 * @param decisionId the caller's own id, at most 64 bytes, unique within the campaign; null: the client makes one
 * @param unit for whom, at most 256 bytes; the server keeps a salted hash only; null: nobody in particular
 * @param features what is known about the request; what is left out is missing
 * @param time the time that hour and weekday are derived from; null: when the server gets it
 * @param timeZone the zone that they are derived in; null: the schema's
 * @param slots the slots wanted; empty: all, with one arm each
 * @param deferred whether it is shown later or never; then {@link BanditClient#activate} tells when
 * @param labels what statistics are kept by: at most 8
 * @param returnPmf whether the answer carries the probability of every eligible arm
 * @param fallback by slot, what the caller shows if no answer comes in time; empty: the call fails then
 * @param deadline how long to wait for the answer; null: the client's default
 */
public record DecisionRequest(
    String campaign,
    @Nullable String decisionId,
    @Nullable String unit,
    List<Feature> features,
    @Nullable Instant time,
    @Nullable ZoneId timeZone,
    List<SlotWanted> slots,
    boolean deferred,
    Map<String, String> labels,
    boolean returnPmf,
    Map<String, List<FallbackArm>> fallback,
    @Nullable Duration deadline) {
  /** Copies the collections. */
  public DecisionRequest {
    Objects.requireNonNull(campaign, "campaign");
    features = List.copyOf(features);
    slots = List.copyOf(slots);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    fallback = Collections.unmodifiableMap(new LinkedHashMap<>(fallback));
    if (deadline != null) {
      Checks.positive(deadline, "deadline");
    }
  }

  /** A request of this campaign, for all its slots. */
  public static Builder builder(String campaign) {
    return new Builder(campaign);
  }

  /** Gathers a request. For one thread. */
  public static final class Builder {
    private final String campaign;
    private @Nullable String decisionId;
    private @Nullable String unit;
    private final List<Feature> features = new ArrayList<>();
    private @Nullable Instant time;
    private @Nullable ZoneId timeZone;
    private final List<SlotWanted> slots = new ArrayList<>();
    private boolean deferred;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private boolean returnPmf;
    private final Map<String, List<FallbackArm>> fallback = new LinkedHashMap<>();
    private @Nullable Duration deadline;

    private Builder(String campaign) {
      this.campaign = Objects.requireNonNull(campaign, "campaign");
    }

    /** The caller's own id, at most 64 bytes: asking again with it and the same request gets the same answer. */
    public Builder decisionId(String id) {
      decisionId = Objects.requireNonNull(id, "id");
      return this;
    }

    /** For whom, at most 256 bytes; keys the holdout. */
    public Builder unit(String unit) {
      this.unit = Objects.requireNonNull(unit, "unit");
      return this;
    }

    /** A categorical feature. */
    public Builder category(String name, String value) {
      return feature(new Feature.Category(name, value));
    }

    /** A numeric or cyclic feature. */
    public Builder number(String name, double value) {
      return feature(new Feature.Numeric(name, value));
    }

    /** A boolean feature. */
    public Builder flag(String name, boolean value) {
      return feature(new Feature.Flag(name, value));
    }

    /** A feature of any kind. */
    public Builder feature(Feature feature) {
      features.add(Objects.requireNonNull(feature, "feature"));
      return this;
    }

    /** The time that hour and weekday are derived from. */
    public Builder time(Instant time) {
      this.time = Objects.requireNonNull(time, "time");
      return this;
    }

    /** The zone that hour and weekday are derived in. */
    public Builder timeZone(ZoneId zone) {
      timeZone = Objects.requireNonNull(zone, "zone");
      return this;
    }

    /** Wants this slot, with one arm out of all active ones; slots not named are then not wanted. */
    public Builder slot(String slot) {
      return slot(SlotWanted.one(slot));
    }

    /** Wants this slot; slots not named are then not wanted. */
    public Builder slot(SlotWanted slot) {
      slots.add(Objects.requireNonNull(slot, "slot"));
      return this;
    }

    /** It is shown later or never: its windows start when it is activated. */
    public Builder deferred() {
      deferred = true;
      return this;
    }

    /** What statistics are kept by, such as {@code send} = {@code spring-1}. */
    public Builder label(String key, String value) {
      labels.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** The answer shall carry the probability of every eligible arm. */
    public Builder returnPmf() {
      returnPmf = true;
      return this;
    }

    /** The arms that the caller shows in this slot, best first, if no answer comes in time. */
    public Builder fallback(String slot, String... arms) {
      return fallback(slot, Arrays.stream(arms).map(arm -> new FallbackArm(arm, "")).toList());
    }

    /** What the caller shows in this slot, best first, if no answer comes in time. */
    public Builder fallback(String slot, List<FallbackArm> arms) {
      fallback.put(Objects.requireNonNull(slot, "slot"), List.copyOf(arms));
      return this;
    }

    /** How long to wait for the answer; above 0. */
    public Builder deadline(Duration deadline) {
      this.deadline = Objects.requireNonNull(deadline, "deadline");
      return this;
    }

    /** The request. */
    public DecisionRequest build() {
      return new DecisionRequest(
          campaign,
          decisionId,
          unit,
          features,
          time,
          timeZone,
          slots,
          deferred,
          labels,
          returnPmf,
          fallback,
          deadline);
    }
  }
}
