package dev.bandolier.server.token;

import dev.bandolier.server.event.DecisionMade;
import dev.bandolier.server.event.DecisionMadeWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Shortens decisions to what is learned from: of the eligible arms only the chosen ones, no context,
 * unit, or request. For one thread; its memory grows to the largest decision seen.
 */
final class Digest {

  private static final ByteBuffer NO_CONTEXT = ByteBuffer.allocate(0);

  private final DecisionMadeWriter writer = DecisionMadeWriter.wide();
  private int[] indexes = new int[64];
  private double[] values = new double[64];
  private int[] arms = new int[8];
  private double[] propensities = new double[8];
  private int[] chosen = new int[8];

  /** The short form, valid until the next. */
  ByteBuffer of(DecisionMade made) {
    writer
        .begin(made.campaign(), made.revision(), made.id().getBytes(StandardCharsets.UTF_8))
        .key(made.keyHi(), made.keyLo())
        .decisionSource(made.decisionSource())
        .deferred(made.deferred())
        .tracked(true)
        .token(true);
    for (String label : made.labelCount() == 0 ? new String[0] : made.labels()) {
      writer.label(label.getBytes(StandardCharsets.UTF_8));
    }
    for (int slot = 0; slot < made.slotCount(); slot++) {
      add(made.seekSlot(slot));
    }
    return writer.context(NO_CONTEXT).finish();
  }

  private void add(DecisionMade made) {
    int nonZeros = made.nonZeros();
    int count = made.count();
    grow(nonZeros, count);
    for (int i = 0; i < nonZeros; i++) {
      indexes[i] = made.index(i);
      values[i] = made.value(i);
    }
    for (int i = 0; i < count; i++) {
      arms[i] = made.chosenArm(i);
      propensities[i] = made.propensity(i);
      chosen[i] = i;
    }
    writer.slot(
        made.slotUid(),
        nonZeros,
        indexes,
        values,
        count,
        arms,
        propensities,
        count,
        chosen,
        propensities);
  }

  private void grow(int nonZeros, int count) {
    if (indexes.length < nonZeros) {
      indexes = new int[nonZeros];
      values = new double[nonZeros];
    }
    if (arms.length < count) {
      arms = new int[count];
      propensities = new double[count];
      chosen = new int[count];
    }
  }
}
