package dev.bandolier.server.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bandolier.server.campaign.Violation;
import dev.bandolier.server.event.RolledBack;
import dev.bandolier.server.event.SnapshotImported;
import dev.bandolier.server.event.ValueSeen;
import dev.bandolier.server.model.ArmPosterior;
import dev.bandolier.server.snapshot.Incoming;
import dev.bandolier.v1.Arm;
import dev.bandolier.v1.CategoricalFeature;
import dev.bandolier.v1.FeatureSchema;
import dev.bandolier.v1.Snapshot;
import dev.bandolier.v1.SnapshotOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotExchangeTest {

  @TempDir Path directory;
  private Rig source;
  private Rig target;

  @BeforeEach
  void open() {
    source = new Rig(directory.resolve("source"));
    target = new Rig(directory.resolve("target"));
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  private static dev.bandolier.v1.Campaign.Builder devices() {
    dev.bandolier.v1.Campaign.Builder definition = RollbackTest.numbers();
    definition
        .getSchemaBuilder()
        .addFeatures(
            FeatureSchema.newBuilder()
                .setName("device")
                .setCategorical(CategoricalFeature.newBuilder().setMaxValues(4)));
    return definition;
  }

  /** Two values are seen, and forty decisions are made under them; an export of what was learned. */
  private byte[] export() throws IOException {
    source.create(devices());
    source.fold(new ValueSeen(Rig.CAMPAIGN, "device", "mobile"));
    source.fold(new ValueSeen(Rig.CAMPAIGN, "device", "desktop"));
    for (int i = 0; i < 40; i++) {
      source.show("d" + i, i % 2, new int[] {0, 1, 3 + i % 2}, new double[] {1, 0.02 * i, 1});
      if (i % 3 == 0) {
        source.report("d" + i, "click");
      }
    }
    long snapshot = source.snapshot("s");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Snapshot described = source.shelf.whole(Rig.CAMPAIGN, snapshot).join();
    new ExportWriter(source.encoder, described)
        .write(source.shelf.file(Rig.CAMPAIGN, described), bytes);
    return bytes.toByteArray();
  }

  private ReceivedExport received(byte[] bytes) throws IOException {
    Path draft = Files.createTempFile(directory, "received", "");
    ReceivedExport received =
        new ReceivedExport(draft, Rig.CAMPAIGN, () -> target.encoder, target.shelf.files());
    assertThat(received.add(ByteBuffer.wrap(bytes))).isTrue();
    return received;
  }

  private List<String> unfit(byte[] bytes) throws IOException {
    try (ReceivedExport received = received(bytes)) {
      return ((Incoming.Unfit) received.examine())
          .violations().stream().map(Violation::field).toList();
    }
  }

  private Incoming.Fit importAndRollBack(byte[] bytes) throws IOException {
    try (ReceivedExport received = received(bytes)) {
      Incoming.Fit fit = (Incoming.Fit) received.examine();
      fit.values().forEach(target::fold);
      String digest = received.keep("s").getDigest();
      long position = target.append(new SnapshotImported(Rig.CAMPAIGN, "imported", digest));
      target.fold(
          new RolledBack(Rig.CAMPAIGN, position, true, digest, RolledBack.Mode.LEAVE_OUT, 0, 0));
      return fit;
    }
  }

  @Test
  void export_importedByAnotherServer_givesTheSamePosteriorsBitForBit() throws IOException {
    byte[] bytes = export();
    target.create(devices());
    target.show("before", 0, 0.5);

    Incoming.Fit fit = importAndRollBack(bytes);

    assertThat(fit.values()).extracting(ValueSeen::value).containsExactly("mobile", "desktop");
    assertThat(fit.unknownArms()).isEmpty();
    assertThat(target.posteriorBits()).isEqualTo(source.posteriorBits());
    target.report("before", "click");
    assertThat(target.posteriorBits()).isEqualTo(source.posteriorBits());
    Snapshot listed = target.shelf.of(Rig.CAMPAIGN).get(0);
    assertThat(listed.getName()).isEqualTo("imported");
    assertThat(listed.getOrigin()).isEqualTo(SnapshotOrigin.SNAPSHOT_ORIGIN_IMPORTED);
    assertThat(listed.getObservations()).isEqualTo(40);
    long digest = target.digest();
    target.rebuild();
    assertThat(target.digest()).isEqualTo(digest);
    assertThat(target.restart().shelf.of(Rig.CAMPAIGN)).containsExactly(listed);
  }

  @Test
  void entries_andArms_areMatchedByName_notByIndex() throws IOException {
    byte[] bytes = export();
    dev.bandolier.v1.Campaign.Builder other = devices();
    other.getSlotsBuilder(0).clearArms();
    for (String arm : List.of("c", "b", "a")) {
      other.getSlotsBuilder(0).addArms(Arm.newBuilder().setId(arm));
    }
    target.create(other);
    target.fold(new ValueSeen(Rig.CAMPAIGN, "device", "desktop"));

    Incoming.Fit fit = importAndRollBack(bytes);

    assertThat(fit.unknownArms()).containsExactly("image/c");
    assertThat(fit.values()).extracting(ValueSeen::value).containsExactly("mobile");
    assertThat(target.lesson(0, 0)).isEqualTo(new Lesson(0, 0));
    assertThat(target.lesson(0, 2)).isEqualTo(source.lesson(0, 0));
    assertThat(coefficient(target, 2, 4)).isEqualTo(coefficient(source, 0, 3)).isNotZero();
    assertThat(coefficient(target, 1, 3)).isEqualTo(coefficient(source, 1, 4)).isNotZero();
    assertThat(coefficient(target, 1, 1)).isEqualTo(coefficient(source, 1, 1)).isNotZero();
  }

  private static double coefficient(Rig rig, int arm, int entry) {
    long handle = rig.state().models().armHandle(0, arm);
    return ArmPosterior.coefficient(rig.store.memory(handle), rig.store.current(handle), entry);
  }

  @Test
  void export_thatDoesNotFit_isRefused_namingWhatIsMissing() throws IOException {
    byte[] bytes = export();
    dev.bandolier.v1.Campaign.Builder other = Rig.clicks();
    other.getSlotsBuilder(0).clearArms().addArms(Arm.newBuilder().setId("a"));
    other.getPolicyBuilder().setPriorPrecision(2);
    target.create(other);
    assertThat(unfit(bytes))
        .contains(
            "policy.prior_precision",
            "schema.features.price",
            "schema.features.device",
            "arms.image/b");
  }

  @Test
  void export_thatWasChangedOrCut_isRefused() throws IOException {
    byte[] bytes = export();
    target.create(devices());
    for (int at = 8; at < bytes.length; at += bytes.length / 37) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      assertThat(unfit(changed)).isNotEmpty();
    }
    assertThat(unfit(java.util.Arrays.copyOf(bytes, bytes.length - 1))).containsExactly("chunk");
    assertThat(unfit(new byte[0])).containsExactly("chunk");
  }
}
