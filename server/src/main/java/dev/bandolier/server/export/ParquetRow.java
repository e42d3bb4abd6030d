package dev.bandolier.server.export;

/** One position of one slot of a decision: a row. */
record ParquetRow(ExportedDecision decision, ExportedDecision.Slot slot, int position) {

  ExportedDecision.Choice choice() {
    return slot.choices().get(position);
  }
}
