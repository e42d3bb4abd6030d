package dev.bandolier.server.export;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The decision service's JSON that Vowpal Wabbit reads ({@code --dsjson --cb_explore_adf}): a line for every slot and position whose
 * window is closed. Cost is the reward's negative; the chosen action comes first in {@code a} and {@code p}, as there it must. Position
 * j's actions and probabilities are those that were left, renormalised. Features are in the namespace {@code Context}, arms chosen
 * for other slots before it in {@code Chosen}, the action's id in {@code Arm}. Only decisions of the policy are written: where the caller
 * chose, the probabilities are of the policy's choice and the propensity of the caller's.
 */
public final class DsJson implements DecisionSink {

  private final SequenceWriter lines;
  private long leftOut;

  private DsJson(SequenceWriter lines) {
    this.lines = lines;
  }

  /** Lines into a stream, which is closed with them. */
  public static DsJson to(OutputStream target) throws IOException {
    return new DsJson(JsonLines.writer(target));
  }

  @Override
  public void write(ExportedDecision decision) throws IOException {
    if (!decision.source().equals("POLICY")) {
      leftOut++;
      return;
    }
    ObjectNode before = JsonLines.object();
    for (ExportedDecision.Slot slot : decision.slots()) {
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < slot.arms().size(); i++) {
        left.add(i);
      }
      for (int position = 0; position < slot.choices().size(); position++) {
        ExportedDecision.Choice choice = slot.choices().get(position);
        if (choice.reward() != null) {
          lines.write(line(decision, slot, position, left, before));
        }
        left.remove((Integer) choice.index());
      }
      before.put(slot.slot(), slot.choices().get(0).arm());
    }
  }

  @Override
  public long leftOut() {
    return leftOut;
  }

  private static ObjectNode line(
      ExportedDecision decision,
      ExportedDecision.Slot slot,
      int position,
      List<Integer> left,
      ObjectNode before) {
    ExportedDecision.Choice choice = slot.choices().get(position);
    int label = left.indexOf(choice.index());
    ObjectNode line = JsonLines.object();
    line.put("_label_cost", -reward(choice)).put("_label_probability", choice.propensity());
    line.put("_label_Action", label + 1).put("_labelIndex", label);
    line.put("Timestamp", JsonLines.time(decision.time())).put("Version", "1");
    line.put("EventId", decision.id() + "/" + slot.slot() + "/" + position);
    List<Integer> order = new ArrayList<>(left);
    order.remove((Integer) choice.index());
    order.add(0, choice.index());
    ArrayNode actions = line.putArray("a");
    order.forEach(arm -> actions.add(left.indexOf(arm) + 1));
    ObjectNode context = line.putObject("c");
    JsonLines.putContext(context.putObject("Context"), decision.context());
    if (!before.isEmpty()) {
      context.set("Chosen", before.deepCopy());
    }
    ArrayNode arms = context.putArray("_multi");
    left.forEach(arm -> arms.addObject().putObject("Arm").put("id", slot.arms().get(arm)));
    putProbabilities(line.putArray("p"), slot, choice, order);
    line.putObject("VWState").put("m", Long.toString(decision.modelVersion()));
    return line;
  }

  private static double reward(ExportedDecision.Choice choice) {
    return choice.reward() == null ? 0 : choice.reward();
  }

  private static void putProbabilities(
      ArrayNode p,
      ExportedDecision.Slot slot,
      ExportedDecision.Choice choice,
      List<Integer> order) {
    double total = order.stream().mapToDouble(arm -> slot.pmf().get(arm)).sum();
    for (int arm : order) {
      p.add(arm == choice.index() ? choice.propensity() : slot.pmf().get(arm) / total);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
