package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.journal.ReadOnlyJournal;
import dev.bandolier.server.journal.RecordView;
import dev.bandolier.server.learn.Posteriors;
import dev.bandolier.server.learn.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What the arms had learned after some fact. The text and the JSON hold nothing else, so that they are the
 * same bytes whenever and wherever they are made: not how many facts there were, either, which a journal
 * without its beginning no longer tells.
 *
 * @param position of that fact
 * @param time its journal time in epoch milliseconds
 */
record TimeTravel(long position, long time, Posteriors posteriors) {

  /**
   * Folds the journal up to a point, and touches nothing but the work directory.
   *
   * @param work where the journal is folded
   * @throws OutOfRangeException if the point lies before the first fact that is kept
   */
  static TimeTravel to(Until until, ServerConfig config, Path work, ProgressLine progress)
      throws OutOfRangeException, IOException {
    ReadOnlyJournal journal = ReadOnlyJournal.open(config.data().resolve("journal"));
    try (Replay replay = Replay.begin(DataFiles.of(config, journal, work))) {
      run(replay, until, journal, progress);
      return new TimeTravel(replay.position(), replay.time(), replay.posteriors());
    }
  }

  private static void run(
      Replay replay, Until until, ReadOnlyJournal journal, ProgressLine progress)
      throws OutOfRangeException, IOException {
    long end =
        until instanceof Until.Position position
            ? Math.min(position.last(), journal.endPosition())
            : journal.endPosition();
    Replay.Progress heard =
        (position, facts) -> progress.at("folding", facts, "facts", position, end);
    if (until instanceof Until.Position position) {
      replay.runTo(position.last(), heard);
    } else if (until instanceof Until.Time time) {
      replay.runToTime(time.lastMillis(), heard);
    }
    if (until.isBefore(replay.position(), replay.time())) {
      throw outOfRange("its oldest base is of", replay.position(), replay.time());
    }
    if (replay.position() == 0) {
      throw outOfRange(journal);
    }
  }

  private static OutOfRangeException outOfRange(ReadOnlyJournal journal) throws IOException {
    OutOfRangeException[] found = {new OutOfRangeException("the journal has no fact yet")};
    journal.read(0).poll(first -> found[0] = before(first), 1);
    return found[0];
  }

  private static OutOfRangeException before(RecordView first) {
    return outOfRange("the journal begins at", first.position(), first.time());
  }

  private static OutOfRangeException outOfRange(String what, long position, long millis) {
    return new OutOfRangeException(
        "%s position %d, %s".formatted(what, position, Instant.ofEpochMilli(millis)));
  }

  /** Says it to a person: coefficients other than 0, to six digits. */
  void print(PrintWriter out) {
    out.println(
        "after     position %s, %s"
            .formatted(ExactNumbers.grouped(position), Instant.ofEpochMilli(time)));
    out.println("digest    " + posteriors.digest());
    posteriors.campaigns().forEach(campaign -> print(out, campaign));
  }

  private static void print(PrintWriter out, Posteriors.OfCampaign campaign) {
    out.println();
    out.println(
        "%s, revision %d, model version %d"
            .formatted(campaign.name(), campaign.revision(), campaign.modelVersion()));
    for (Posteriors.OfSlot slot : campaign.slots()) {
      out.println(
          "  slot %s: mean reward %s, noise %s"
              .formatted(
                  slot.name(), ExactNumbers.brief(slot.mean()), ExactNumbers.brief(slot.noise())));
      slot.arms().forEach(arm -> print(out, arm));
    }
  }

  private static void print(PrintWriter out, Posteriors.OfArm arm) {
    out.println(
        "    arm %s: n %s, rewards %s"
            .formatted(
                arm.id(), ExactNumbers.brief(arm.weight()), ExactNumbers.brief(arm.rewardSum())));
    for (Posteriors.Coefficient coefficient : arm.coefficients()) {
      if (coefficient.value() != 0) {
        out.println(
            "      %14s  %s"
                .formatted(ExactNumbers.brief(coefficient.value()), coefficient.feature()));
      }
    }
  }

  /** Says it to a program: every coefficient, to the last bit. */
  ObjectNode json() {
    ObjectNode json = JsonFile.object();
    json.put("position", position).put("time", Instant.ofEpochMilli(time).toString());
    json.put("digest", posteriors.digest());
    ArrayNode campaigns = json.putArray("campaigns");
    posteriors.campaigns().forEach(campaign -> add(campaigns.addObject(), campaign));
    return json;
  }

  private static void add(ObjectNode json, Posteriors.OfCampaign campaign) {
    json.put("campaign", campaign.name()).put("revision", campaign.revision());
    json.put("model_version", campaign.modelVersion());
    ArrayNode slots = json.putArray("slots");
    campaign.slots().forEach(slot -> add(slots.addObject(), slot));
  }

  private static void add(ObjectNode json, Posteriors.OfSlot slot) {
    json.put("slot", slot.name()).put("mean", ExactNumbers.exact(slot.mean()));
    json.put("noise", ExactNumbers.exact(slot.noise()));
    ArrayNode arms = json.putArray("arms");
    slot.arms().forEach(arm -> add(arms.addObject(), arm));
  }

  private static void add(ObjectNode json, Posteriors.OfArm arm) {
    json.put("arm", arm.id()).put("n", ExactNumbers.exact(arm.weight()));
    json.put("reward_sum", ExactNumbers.exact(arm.rewardSum()));
    ArrayNode theta = json.putArray("theta");
    for (Posteriors.Coefficient coefficient : arm.coefficients()) {
      theta
          .addObject()
          .put("index", coefficient.index())
          .put("feature", coefficient.feature())
          .put("value", ExactNumbers.exact(coefficient.value()));
    }
  }
}
