package dev.bandolier.loadtest.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a comparison came to.
 *
 * @param plan how it was made
 * @param modes its figures
 * @param echoFaults what went wrong on the echo's side
 * @param decideFaults and on the other
 * @param outcomes that were acknowledged meanwhile
 * @param requestBytes of one decision's request
 * @param answerBytes and of its answer
 */
record CeilingReport(
    CeilingPlan plan,
    List<ModeFigures> modes,
    Map<String, Long> echoFaults,
    Map<String, Long> decideFaults,
    long outcomes,
    int requestBytes,
    int answerBytes) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String HEAD =
      """
              items/s             ratio  server CPU us/item         p99 us                    p99.9 us
                   echo    decide           echo  decide   added       echo   decide ratio       echo   decide ratio
      """;

  /** Whether every answer was what it should be. */
  boolean holds() {
    return echoFaults.isEmpty() && decideFaults.isEmpty();
  }

  /** A table for a person; what went wrong below it. */
  String table() {
    StringBuilder table = new StringBuilder(HEAD);
    modes.forEach(mode -> table.append(mode.row()));
    table.append(
        """
        Medians over rounds. decide's CPU holds its outcomes, folding, and the closing of its windows.
        """);
    modes.forEach(mode -> table.append(mode.compilerRow()));
    echoFaults.forEach((name, count) -> table.append(fault("echo", name, count)));
    decideFaults.forEach((name, count) -> table.append(fault("decide", name, count)));
    return table.toString();
  }

  private static String fault(String side, String name, long count) {
    return side + ": " + count + " x " + name + System.lineSeparator();
  }

  void write(Path file) throws IOException {
    Files.writeString(file, json().toPrettyString() + System.lineSeparator());
  }

  /** The figures by their names. */
  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    modes.forEach(mode -> mode.put(root));
    ObjectNode errors = root.putObject("errors");
    echoFaults.forEach(errors.putObject("echo")::put);
    decideFaults.forEach(errors.putObject("decide")::put);
    settings(root.putObject("settings"));
    Machine.put(root.putObject("machine"), plan.flags());
    return root;
  }

  private void settings(ObjectNode settings) {
    settings.put("arms", plan.arms());
    settings.put("rounds", plan.rounds()).put("seconds", plan.seconds());
    settings.put("warm_up_s", plan.warmUp()).put("warm_up_most_s", plan.warmUpMost());
    settings.put("connections", plan.connections());
    settings.put("batch_items", CeilingPlan.BATCH_ITEMS);
    settings.put("rewarded_one_in", CeilingPlan.REWARDED_ONE_IN);
    settings.put("outcomes_acknowledged", outcomes).put("window_s", plan.windowSeconds());
    settings.put("request_bytes", requestBytes).put("answer_bytes", answerBytes);
    plan.serveOptions().forEach(settings.putArray("serve_options")::add);
  }
}
