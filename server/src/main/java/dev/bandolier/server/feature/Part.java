package dev.bandolier.server.feature;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.campaign.VectorWidth;
import dev.bandolier.server.model.SparseVector;

/** Encodes one block of a slot's vector. Immutable. */
sealed interface Part {

  /** Appends the block's entries that are not 0. */
  void encode(ContextValues values, int[] chosen, SparseVector out);

  /** The name of an entry, counted from the block's offset. */
  String entry(int entry);

  /** A feature; {@code index} is its place in the schema. */
  record OfFeature(FeatureCode code, int index, int offset) implements Part {
    @Override
    public void encode(ContextValues values, int[] chosen, SparseVector out) {
      code.encode(values, index, offset, out);
    }

    @Override
    public String entry(int entry) {
      return code.entry(entry);
    }
  }

  /** Two features crossed: one entry per combination, none where one is missing. */
  record OfPair(OfFeature first, OfFeature second, int secondWidth, int offset) implements Part {
    @Override
    public void encode(ContextValues values, int[] chosen, SparseVector out) {
      int row = first.code.index(values, first.index);
      int column = second.code.index(values, second.index);
      if (row >= 0 && column >= 0) {
        out.add(offset + row * secondWidth + column, 1);
      }
    }

    @Override
    public String entry(int entry) {
      return first.code.indexName(entry / secondWidth)
          + " & "
          + second.code.indexName(entry % secondWidth);
    }
  }

  /** The arm that an earlier slot chose; arms after the sixteenth share an entry. */
  record OfSlot(Slot slot, int offset) implements Part {
    @Override
    public void encode(ContextValues values, int[] chosen, SparseVector out) {
      int uid = chosen[slot.index()];
      if (uid >= 0) {
        out.add(offset + Math.min(uid, VectorWidth.CONTEXT_ARMS), 1);
      }
    }

    @Override
    public String entry(int entry) {
      Arm arm = entry < VectorWidth.CONTEXT_ARMS ? slot.armByUid(entry) : null;
      if (arm != null) {
        return slot.name() + "=" + arm.id();
      }
      return slot.name()
          + (entry < VectorWidth.CONTEXT_ARMS ? "=(free " + entry + ")" : "=(other)");
    }
  }
}
