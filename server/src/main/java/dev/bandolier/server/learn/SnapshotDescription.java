package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Millis;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.event.SnapshotTaken;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.store.BlockStore;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import dev.bandolier.v1.SnapshotSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Describes snapshots, and finds their descriptions in their files. Pure, but for reading the file. */
final class SnapshotDescription {

  private SnapshotDescription() {}

  /** What is known of a snapshot before its file is written; the folding thread, between steps. */
  static Snapshot of(
      CampaignState state, SnapshotTaken fact, long position, long time, BlockStore store) {
    Snapshot.Builder description =
        Snapshot.newBuilder()
            .setCampaign(state.campaign().name())
            .setName(fact.name())
            .setPosition(position)
            .setTime(Millis.timestamp(time))
            .setOrigin(
                fact.scheduled()
                    ? SnapshotOrigin.SNAPSHOT_ORIGIN_SCHEDULED
                    : SnapshotOrigin.SNAPSHOT_ORIGIN_ON_DEMAND)
            .setRevision(state.campaign().revision());
    for (Slot slot : state.campaign().slots()) {
      long register = state.models().live().register(slot.uid());
      double weight = SlotRegister.weight(store.memory(register), store.current(register));
      addSlot(description, slot, state.encoder().dimension(slot.index()), weight);
    }
    return description.build();
  }

  static void addSlot(Snapshot.Builder description, Slot slot, int dimension, double weight) {
    description.setObservations(description.getObservations() + weight);
    description.addSlots(
        SnapshotSlot.newBuilder()
            .setSlot(slot.name())
            .setArms(slot.arms().size())
            .setDimension(dimension)
            .setObservations(weight));
  }

  static boolean isImported(Snapshot snapshot) {
    return snapshot.getOrigin() == SnapshotOrigin.SNAPSHOT_ORIGIN_IMPORTED;
  }

  /** The description in a file. */
  static Snapshot read(ImageReader image) throws IOException {
    Note note = new Note();
    image.readNotes(note);
    if (note.found == null) {
      throw new IOException("it is not a snapshot's file");
    }
    return note.found;
  }

  /** Keeps the description. */
  private static final class Note implements ImageVisitor {
    private @Nullable Snapshot found;

    @Override
    public void note(int type, ByteBuffer content) throws IOException {
      if (type == SnapshotFiles.DESCRIPTION) {
        found = Snapshot.parseFrom(content);
      }
    }
  }
}
