package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.ArmLayout;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.PortableArm;
import dev.bandolier.server.model.SlotRegister;
import dev.bandolier.server.store.ImagePipe;
import dev.bandolier.server.store.ImageSummary;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.server.store.ImageWriter;
import dev.bandolier.v1.ExportArm;
import dev.bandolier.v1.ExportHeader;
import dev.bandolier.v1.ExportSlot;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotExport;
import dev.bandolier.v1.SnapshotOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an export that fits as a snapshot's file of the campaign: the same posteriors, laid out as the
 * campaign's vectors are now. Used once, by one thread.
 */
final class ImportWriter implements AutoCloseable {

  /** What the name of a file ends with before it has its own. */
  static final String DRAFT_SUFFIX = ".draft";

  private final SnapshotFiles files;
  private final Campaign campaign;
  private final Encoder encoder;
  private final Path draft;
  private final ImageWriter image;
  private final ImagePipe pipe = new ImagePipe(4);
  private final Snapshot.Builder description;
  private final Map<String, ImportMap> maps = new HashMap<>();
  private Memory scratch = Memory.allocate(1 << 12);
  private boolean described;

  ImportWriter(SnapshotFiles files, int uid, Encoder encoder, String name) throws IOException {
    this.files = files;
    this.encoder = encoder;
    this.campaign = encoder.campaign();
    this.draft = Files.createTempFile(files.directory(), "import-" + uid + "-", DRAFT_SUFFIX);
    this.image = ImageWriter.create(draft, 0, 0, 0, ImageVisitor.NONE);
    this.description =
        Snapshot.newBuilder()
            .setCampaign(campaign.name())
            .setName(name)
            .setOrigin(SnapshotOrigin.SNAPSHOT_ORIGIN_IMPORTED)
            .setRevision(campaign.revision());
  }

  void add(SnapshotExport message) throws IOException {
    if (message.hasHeader()) {
      header(message.getHeader());
    } else if (message.hasArm()) {
      arm(message.getArm());
    }
  }

  private void header(ExportHeader header) throws IOException {
    for (ExportSlot message : header.getSlotsList()) {
      Slot slot = slot(message.getSlot());
      maps.put(slot.name(), ImportMap.of(encoder, slot, message.getEntriesList()));
      SnapshotDescription.addSlot(
          description, slot, encoder.dimension(slot.index()), message.getRegister(0));
    }
    describe();
    for (ExportSlot message : header.getSlotsList()) {
      register(slot(message.getSlot()), message.getRegisterList());
    }
  }

  private void describe() throws IOException {
    image.note(SnapshotFiles.DESCRIPTION, ByteBuffer.wrap(description.build().toByteArray()));
    described = true;
  }

  private void register(Slot slot, List<Double> numbers) throws IOException {
    scratch.clear(0, SlotRegister.WORDS);
    for (int i = 0; i < numbers.size(); i++) {
      scratch.setDouble(i, numbers.get(i));
    }
    write(slot, BlockKind.SLOT, 0, SlotRegister.WORDS);
  }

  private void arm(ExportArm message) throws IOException {
    Slot slot = slot(message.getSlot());
    Arm arm = slot.arm(message.getArm());
    ImportMap map = maps.get(slot.name());
    if (arm == null || map == null) {
      throw new IllegalStateException("an export that does not fit: it was not examined");
    }
    int dimension = encoder.dimension(slot.index());
    int words = ArmLayout.words(dimension);
    if (words > scratch.words()) {
      scratch = Memory.allocate(2 * words);
    }
    PortableArm numbers = ImportMap.numbers(message);
    numbers.write(scratch, 0, dimension, map.target());
    write(slot, /* kind= */ BlockKind.ARM, /* arm= */ arm.uid(), words);
  }

  private Slot slot(String name) {
    Slot slot = campaign.slot(name);
    if (slot == null) {
      throw new IllegalStateException("an export that does not fit: it was not examined");
    }
    return slot;
  }

  private void write(Slot slot, int kind, int arm, int words) throws IOException {
    long hi = BlockKind.ownerOf(campaign.uid(), slot.uid());
    pipe.block(kind, hi, arm + 1L, scratch, 0, words);
    pipe.flush();
    pipe.wake();
    pipe.drain(image);
  }

  /** Gives the file its name. */
  Snapshot finish() throws IOException {
    if (!described) {
      throw new IllegalStateException("an export without a header: it was not examined");
    }
    ImageSummary summary = image.finish(Long.MAX_VALUE);
    image.publish();
    Path file = files.imported(campaign.uid(), summary.digest());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    files.force();
    return SnapshotCapture.complete(description.build(), summary, Files.size(file));
  }

  @Override
  public void close() throws IOException {
    pipe.close();
    image.close();
    Files.deleteIfExists(draft);
  }
}
