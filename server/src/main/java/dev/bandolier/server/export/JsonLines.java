package dev.bandolier.server.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;

/** JSON, a decision a line. */
public final class JsonLines implements DecisionSink {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final DateTimeFormatter TO_THE_MILLISECOND =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final SequenceWriter lines;

  private JsonLines(SequenceWriter lines) {
    this.lines = lines;
  }

  /** Lines into a stream, which is closed with them. */
  public static JsonLines to(OutputStream target) throws IOException {
    return new JsonLines(writer(target));
  }

  /** Writes trees, each on a line of its own. */
  static SequenceWriter writer(OutputStream target) throws IOException {
    JsonGenerator generator = new JsonFactory(MAPPER).createGenerator(target);
    generator.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    return MAPPER.writer().writeValues(generator);
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * A time in ISO 8601, always with three decimals, so that the lines' times sort as text.
   *
   * @param millis since 1970, UTC
   */
  static String time(long millis) {
    return TO_THE_MILLISECOND.format(Instant.ofEpochMilli(millis));
  }

  @Override
  public void write(ExportedDecision decision) throws IOException {
    ObjectNode line = object();
    line.put("decision_id", decision.id()).put("campaign", decision.campaign());
    line.put("time", time(decision.time()));
    line.put("position", decision.position()).put("revision", decision.revision());
    line.put("model_version", decision.modelVersion());
    line.put("model_version_exact", decision.exact());
    line.put("source", decision.source()).put("tracked", decision.tracked());
    if (!decision.unit().isEmpty()) {
      line.put("unit", decision.unit());
    }
    ArrayNode labels = line.putArray("labels");
    decision.labels().forEach(labels::add);
    putContext(line.putObject("context"), decision.context());
    ArrayNode slots = line.putArray("slots");
    decision.slots().forEach(slot -> put(slots.addObject(), slot));
    ArrayNode outcomes = line.putArray("outcomes");
    decision.outcomes().forEach(outcome -> put(outcomes.addObject(), outcome));
    lines.write(line);
  }

  /** Values by feature. */
  static void putContext(ObjectNode node, Map<String, Object> context) {
    context.forEach((name, value) -> node.set(name, MAPPER.valueToTree(value)));
  }

  private static void put(ObjectNode node, ExportedDecision.Slot slot) {
    node.put("slot", slot.slot());
    if (slot.wouldBe() != null) {
      node.put("would_be", slot.wouldBe());
    }
    ArrayNode arms = node.putArray("arms");
    slot.arms().forEach(arms::add);
    ArrayNode pmf = node.putArray("pmf");
    slot.pmf().forEach(pmf::add);
    ArrayNode choices = node.putArray("chosen");
    for (ExportedDecision.Choice choice : slot.choices()) {
      choices
          .addObject()
          .put("arm", choice.arm())
          .put("propensity", choice.propensity())
          .put("state", choice.state())
          .put("reward", choice.reward());
    }
  }

  private static void put(ObjectNode node, ExportedDecision.Outcome outcome) {
    node.put("outcome", outcome.outcome()).put("value", outcome.value());
    node.put("time", time(outcome.time()));
    node.put("counts", outcome.counts()).put("machine", outcome.machine());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
