package dev.bandolier.server.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a {@link DecisionMade} says of the decision as a whole, read in place in either layout. Not
 * thread-safe.
 *
 * <p>Little-endian, offsets from the payload's beginning:
 *
 * <pre>
 *   0 i32 campaign   4 i32 flags (1 deferred, 2 tracked, 4 version exact, 8 token; bits 4-7 why it is not
 *     tracked, 8-15 source, 16 compact, 17-18 width of revision, 19 unit, 20 subject key, 21-22 form of id)
 *   8 key, two words  24 fingerprint, two words  40 i64 model version
 *  48 u8 id length 49 u8 labels 50 u8 slots
 *  51 revision (u8, u16, u32 or i64); id; unit, two words; subject key;
 *     labels (u8 length, bytes); slots; context, to the payload's end
 * </pre>
 *
 * <p>The wide layout, without the flag {@code compact}:
 *
 * <pre>
 *   8 i64 revision  16 key, two words  32 fingerprint, two words  48 i64 model version
 *  56 unit, two words (0, 0: none)  72 i64 subject key (0: the context is not encrypted)
 *  80 u16 id length 82 u8 labels 83 u8 slots 84 i32 offset of labels 88 i32 of slots 92 i32 of context
 *  96 id; labels; to a multiple of 8; slots; context (i32 length, bytes)
 * </pre>
 */
final class DecisionHeader {

  static final int DEFERRED = 1;
  static final int TRACKED = 2;
  static final int EXACT = 4;
  static final int TOKEN = 8;
  static final int REASON_SHIFT = 4;
  static final int SOURCE_SHIFT = 8;
  static final int COMPACT = 1 << 16;
  static final int REVISION_SHIFT = 17;
  static final int UNIT = 1 << 19;
  static final int SUBJECT = 1 << 20;

  static final int ID_SHIFT = 21;

  static final int FLAGS = 4;

  /** Bytes before the revision. */
  static final int COMPACT_FIXED = 51;

  static final int WIDE_FIXED = 96;
  static final int WIDE_REVISION = 8;
  static final int WIDE_UNIT = 56;
  static final int WIDE_SUBJECT = 72;
  static final int WIDE_LABELS = 84;
  static final int WIDE_SLOTS = 88;
  static final int WIDE_CONTEXT = 92;

  private static final int KEY = 16;
  private static final int FINGERPRINT = 32;
  private static final int MODEL_VERSION = 48;

  private ByteBuffer source = ByteBuffer.allocate(0);
  private int start;
  private int flags;
  private boolean compact;

  void wrap(ByteBuffer payload) {
    source = payload;
    start = payload.position();
    flags = payload.getInt(start + FLAGS);
    compact = (flags & COMPACT) != 0;
  }

  /** Where key, fingerprint, and model version begin, from the payload's beginning. */
  static int key(boolean compact) {
    return compact ? KEY - Long.BYTES : KEY;
  }

  static int fingerprint(boolean compact) {
    return compact ? FINGERPRINT - Long.BYTES : FINGERPRINT;
  }

  static int modelVersion(boolean compact) {
    return compact ? MODEL_VERSION - Long.BYTES : MODEL_VERSION;
  }

  static int idLength(boolean compact) {
    return compact ? 48 : 80;
  }

  static int labels(boolean compact) {
    return compact ? 49 : 82;
  }

  static int slots(boolean compact) {
    return compact ? 50 : 83;
  }

  boolean isCompact() {
    return compact;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  int untrackedReason() {
    return flags >>> REASON_SHIFT & 0xf;
  }

  int decisionSource() {
    return flags >>> SOURCE_SHIFT & 0xff;
  }

  int campaign() {
    return source.getInt(start);
  }

  long revision() {
    if (!compact) {
      return source.getLong(start + WIDE_REVISION);
    }
    int at = start + COMPACT_FIXED;
    return switch (revisionWidth()) {
      case 0 -> source.get(at) & 0xff;
      case 1 -> source.getShort(at) & 0xffff;
      case 2 -> source.getInt(at) & 0xffff_ffffL;
      default -> source.getLong(at);
    };
  }

  private int revisionWidth() {
    return flags >>> REVISION_SHIFT & 3;
  }

  long key(int word) {
    return source.getLong(start + key(compact) + Long.BYTES * word);
  }

  long fingerprint(int word) {
    return source.getLong(start + fingerprint(compact) + Long.BYTES * word);
  }

  long modelVersion() {
    return source.getLong(start + modelVersion(compact));
  }

  long unit(int word) {
    return compact && !has(UNIT) ? 0 : source.getLong(unitAt() + Long.BYTES * word);
  }

  long subjectKey() {
    if (!compact) {
      return source.getLong(start + WIDE_SUBJECT);
    }
    return has(SUBJECT) ? source.getLong(unitAt() + unitBytes()) : 0;
  }

  String id() {
    if (compact) {
      return IdCode.get(source, idAt(), idLength(), idForm());
    }
    byte[] id = new byte[source.getShort(start + idLength(false)) & 0xffff];
    source.get(start + WIDE_FIXED, id);
    return new String(id, StandardCharsets.UTF_8);
  }

  int labelCount() {
    return source.get(start + labels(compact)) & 0xff;
  }

  int slotCount() {
    return source.get(start + slots(compact)) & 0xff;
  }

  private int idAt() {
    return start + COMPACT_FIXED + (1 << revisionWidth());
  }

  private int idLength() {
    return source.get(start + idLength(true)) & 0xff;
  }

  private int idForm() {
    return flags >>> ID_SHIFT & 3;
  }

  int labelsAt() {
    return compact
        ? unitAt() + unitBytes() + (has(SUBJECT) ? Long.BYTES : 0)
        : start + source.getInt(start + WIDE_LABELS);
  }

  int slotsAt() {
    if (!compact) {
      return start + source.getInt(start + WIDE_SLOTS);
    }
    int at = labelsAt();
    for (int i = labelCount(); i > 0; i--) {
      at += 1 + (source.get(at) & 0xff);
    }
    return at;
  }

  /** Where the context begins in the wide layout, its length first. */
  int wideContextAt() {
    return start + source.getInt(start + WIDE_CONTEXT);
  }

  private int unitAt() {
    return compact ? idAt() + IdCode.bytes(idLength(), idForm()) : start + WIDE_UNIT;
  }

  private int unitBytes() {
    return has(UNIT) ? 2 * Long.BYTES : 0;
  }
}
