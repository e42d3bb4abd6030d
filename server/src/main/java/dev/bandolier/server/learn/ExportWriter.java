package dev.bandolier.server.learn;

import dev.bandolier.server.campaign.Arm;
import dev.bandolier.server.campaign.Campaign;
import dev.bandolier.server.campaign.Slot;
import dev.bandolier.server.feature.Encoder;
import dev.bandolier.server.model.Memory;
import dev.bandolier.server.model.PortableArm;
import dev.bandolier.server.store.ImageReader;
import dev.bandolier.server.store.ImageVisitor;
import dev.bandolier.v1.ExportArm;
import dev.bandolier.v1.ExportHeader;
import dev.bandolier.v1.ExportSlot;
import dev.bandolier.v1.ExportVocabulary;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotExport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot in the form of the contract's {@code SnapshotExport}. Reads its file twice: for the
 * slots' registers, which come first, and for the arms. Used once, by one thread.
 */
final class ExportWriter {

  /** Numbers of a slot's register. */
  static final int REGISTER_NUMBERS = 9;

  private final Encoder encoder;
  private final Campaign campaign;
  private final Snapshot snapshot;
  private final Map<Integer, double[]> registers = new HashMap<>();
  private Memory scratch = Memory.allocate(1 << 12);

  ExportWriter(Encoder encoder, Snapshot snapshot) {
    this.encoder = encoder;
    this.campaign = encoder.campaign();
    this.snapshot = snapshot;
  }

  void write(Path image, OutputStream target) throws IOException {
    ExportDigest digest = new ExportDigest(target);
    digest.begin();
    read(image, BlockKind.SLOT, this::register);
    digest.write(SnapshotExport.newBuilder().setHeader(header()).build());
    read(
        image,
        BlockKind.ARM,
        (slot, arm) -> {
          SnapshotExport message = arm(slot, arm);
          if (message != null) {
            digest.write(message);
          }
        });
    digest.finish();
  }

  private interface Block {
    void at(int slot, int arm) throws IOException;
  }

  private void read(Path image, int wanted, Block block) throws IOException {
    try (ImageReader reader = ImageReader.open(image)) {
      reader.read(
          new ImageVisitor() {
            @Override
            public void block(int kind, long hi, long lo, ByteBuffer payload) throws IOException {
              if (kind == wanted) {
                load(payload);
                block.at(BlockKind.slotOf(hi), (int) lo - 1);
              }
            }
          });
    }
  }

  private void load(ByteBuffer payload) {
    int words = payload.remaining() / Memory.WORD_BYTES;
    if (words > scratch.words()) {
      scratch = Memory.allocate(2 * words);
    }
    scratch.copyFrom(payload, 0, words);
  }

  private void register(int slot, int arm) {
    double[] numbers = new double[REGISTER_NUMBERS];
    scratch.getDoubles(0, numbers, 0, REGISTER_NUMBERS);
    registers.put(slot, numbers);
  }

  private ExportHeader header() {
    ExportHeader.Builder header =
        ExportHeader.newBuilder()
            .setCampaign(campaign.name())
            .setSnapshot(snapshot.getName())
            .setTime(snapshot.getTime())
            .setPriorPrecision(campaign.priorPrecision())
            .setLogits(campaign.learnsLogits())
            .setSchema(campaign.definition().getSchema());
    for (Slot slot : campaign.slots()) {
      double[] register = registers.get(slot.uid());
      if (register != null) {
        header.addSlots(slot(slot, register));
      }
    }
    encoder
        .vocabularies()
        .forEach(
            (feature, values) ->
                header.addVocabularies(
                    ExportVocabulary.newBuilder().setFeature(feature).addAllValues(values)));
    return header.build();
  }

  private ExportSlot slot(Slot slot, double[] register) {
    ExportSlot.Builder message = ExportSlot.newBuilder().setSlot(slot.name());
    for (int i = 0; i < encoder.dimension(slot.index()); i++) {
      message.addEntries(encoder.nameOf(slot.index(), i));
    }
    for (double number : register) {
      message.addRegister(number);
    }
    return message.build();
  }

  private @Nullable SnapshotExport arm(int slotUid, int armUid) {
    Slot slot = campaign.slotByUid(slotUid);
    Arm arm = slot == null ? null : slot.armByUid(armUid);
    if (slot == null || arm == null) {
      return null;
    }
    PortableArm numbers = PortableArm.read(scratch, 0);
    ExportArm.Builder message = ExportArm.newBuilder().setSlot(slot.name()).setArm(arm.id());
    for (double number : numbers.figures()) {
      message.addFigures(number);
    }
    for (double number : numbers.theta()) {
      message.addTheta(number);
    }
    for (double number : numbers.rewards()) {
      message.addRewards(number);
    }
    for (double number : numbers.inverse()) {
      message.addInverse(number);
    }
    for (double number : numbers.precision()) {
      message.addPrecision(number);
    }
    return SnapshotExport.newBuilder().setArm(message).build();
  }
}
