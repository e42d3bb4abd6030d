package dev.bandolier.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bandolier.server.evaluate.Answer;
import dev.bandolier.server.evaluate.Estimate;
import dev.bandolier.server.evaluate.LeftOut;
import dev.bandolier.server.evaluate.PolicyValue;
import dev.bandolier.server.evaluate.ValueEstimates;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an evaluation found, for programs; null where a figure does not exist. */
final class EvaluationJson {

  private EvaluationJson() {}

  /** One policy's figures at the top, or, of several, each under its name in {@code policies}. */
  static ObjectNode of(Answer answer) {
    ObjectNode json = JsonFile.object();
    if (answer.policies().size() == 1) {
      answer.policies().values().forEach(value -> write(json, value));
    } else {
      ObjectNode all = json.putObject("policies");
      answer.policies().forEach((name, value) -> write(all.putObject(name), value));
    }
    ObjectNode leftOut = json.putObject("left_out");
    for (LeftOut.Reason reason : LeftOut.Reason.values()) {
      leftOut.put(reason.name().toLowerCase(Locale.ROOT), answer.leftOut().count(reason));
    }
    json.put("position", answer.position());
    return json;
  }

  private static void write(ObjectNode json, PolicyValue value) {
    json.put("rounds", value.rounds());
    json.put("value_of", value.valueOf().name().toLowerCase(Locale.ROOT));
    json.put("learned_from", value.learnedFrom());
    json.put("accepted", value.accepted());
    put(json, "logged_value", value.loggedValue());
    ValueEstimates found = value.estimates();
    ObjectNode estimators = json.putObject("estimators");
    write(estimators, "ips", found.ips());
    write(estimators, "snips", found.snips());
    write(estimators, "dm", found.dm());
    write(estimators, "dr", found.dr());
    write(estimators, "switch_dr", found.switchDr());
    write(estimators, "slate", found.slate());
  }

  private static void write(ObjectNode estimators, String name, @Nullable Estimate estimate) {
    if (estimate == null) {
      estimators.putNull(name);
      return;
    }
    ObjectNode json = estimators.putObject(name);
    put(json, "value", estimate.value());
    put(json, "low", estimate.fixed().low());
    put(json, "high", estimate.fixed().high());
    put(json, "cs_low", estimate.anytime().low());
    put(json, "cs_high", estimate.anytime().high());
    put(json, "ess", estimate.ess());
    put(json, "max_weight", estimate.maxWeight());
    put(json, "clip", estimate.clip());
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
