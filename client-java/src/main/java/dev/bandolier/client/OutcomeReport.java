package dev.bandolier.client;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was seen after a decision. Immutable. Reporting the very same report again is harmless: it carries its
 * idempotency key.
 *
 * @param campaign the campaign's name
 * @param decisionId the decision's id
 * @param name the outcome's name, as a reward rule of the campaign has it
 * @param slot the slot; null: every slot that the rule credits
 * @param arm the arm that was shown, checked against the decision; null: not checked
 * @param position the position, from 0; null: the arm says it, or the slot has only one
 * @param value how much, where the rule uses the value; finite
 * @param time when it happened; null: when the server gets it
 * @param outcomeId the idempotency key, at most 64 bytes; null: name, slot, arm and position are the key
 * @param replaces the outcome id that this one takes the place of
 * @param machine whether a machine caused it
 * @param token the decision's token; null where it has none
 */
public record OutcomeReport(
    String campaign,
    String decisionId,
    String name,
    @Nullable String slot,
    @Nullable String arm,
    @Nullable Integer position,
    @Nullable Double value,
    @Nullable Instant time,
    @Nullable String outcomeId,
    @Nullable String replaces,
    boolean machine,
    @Nullable DecisionToken token) {
  /** Refuses nulls where a name is needed. */
  public OutcomeReport {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(decisionId, "decisionId");
    Objects.requireNonNull(name, "name");
  }

  /** A report of one outcome of one decision. */
  public static Builder builder(String campaign, String decisionId, String name) {
    return new Builder(campaign, decisionId, name);
  }

  /** Gathers a report. For one thread. */
  public static final class Builder {
    private final String campaign;
    private final String decisionId;
    private final String name;
    private @Nullable String slot;
    private @Nullable String arm;
    private @Nullable Integer position;
    private @Nullable Double value;
    private @Nullable Instant time;
    private @Nullable String outcomeId;
    private boolean keyless;
    private @Nullable String replaces;
    private boolean machine;
    private @Nullable DecisionToken token;

    private Builder(String campaign, String decisionId, String name) {
      this.campaign = campaign;
      this.decisionId = decisionId;
      this.name = name;
    }

    /** The slot alone that it is about. */
    public Builder slot(String slot) {
      this.slot = Objects.requireNonNull(slot, "slot");
      return this;
    }

    /** The arm that was shown. */
    public Builder arm(String arm) {
      this.arm = Objects.requireNonNull(arm, "arm");
      return this;
    }

    /** The position, from 0, where the slot shows several arms. */
    public Builder position(int position) {
      this.position = position;
      return this;
    }

    /** How much; finite. */
    public Builder value(double value) {
      this.value = value;
      return this;
    }

    /** When it happened. */
    public Builder time(Instant time) {
      this.time = Objects.requireNonNull(time, "time");
      return this;
    }

    /** The caller's own idempotency key, at most 64 bytes, unique within the decision. */
    public Builder outcomeId(String id) {
      outcomeId = Objects.requireNonNull(id, "id");
      return this;
    }

    /** Has no key of its own: a second outcome of the same name, slot, arm and position is a duplicate. */
    public Builder withoutOutcomeId() {
      keyless = true;
      return this;
    }

    /** The outcome id that this one takes the place of. */
    public Builder replaces(String outcomeId) {
      replaces = Objects.requireNonNull(outcomeId, "outcomeId");
      return this;
    }

    /** A machine caused it, such as a mail program that opens everything. */
    public Builder machine() {
      machine = true;
      return this;
    }

    /** The decision's token, where its campaign has tokens. */
    public Builder token(DecisionToken token) {
      this.token = Objects.requireNonNull(token, "token");
      return this;
    }

    /** The report, with a random key of 128 bits where none was given. */
    public OutcomeReport build() {
      return new OutcomeReport(
          campaign,
          decisionId,
          name,
          slot,
          arm,
          position,
          value,
          time,
          key(),
          replaces,
          machine,
          token);
    }

    private @Nullable String key() {
      return outcomeId != null || keyless ? outcomeId : Ids.random();
    }
  }
}
