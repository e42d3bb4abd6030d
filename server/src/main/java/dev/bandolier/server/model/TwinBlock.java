package dev.bandolier.server.model;

import java.lang.invoke.VarHandle;

/**
 * A block that is always whole: two copies of a payload, and a sequence number whose parity says
 * which of them counts.
 *
 * <p>Layout in words from the block's base:
 *
 * <pre>
 *   0     sequence: the copy that counts is (sequence &amp; 1); only grows
 *   1, 2  owner: 128-bit identity of what lives here, high word first; 0, 0 means free
 *   3     kind (low 8 bits) | payload words &lt;&lt; 8
 *   4 + c × (3 + payload words), c = 0, 1:  [position] [step] [checksum] [payload …]
 * </pre>
 *
 * <p>One thread writes: {@link #stage} makes the other copy equal to the current one, the payload is
 * changed there, and {@link #publish} stamps it and flips. A process killed anywhere in between
 * leaves the copy that counted untouched, and {@link #revert} takes a published flip back.
 *
 * <p>Any thread reads, without a lock (after Lameter, "Effective synchronization on Linux/NUMA
 * systems", 2005, and Boehm, "Can seqlocks get along with programming language memory models?",
 * 2012):
 *
 * <pre>
 *   do {
 *     long sequence = TwinBlock.acquire(memory, base);
 *     int payload = TwinBlock.payloadAt(memory, base, sequence);
 *     … read …
 *   } while (!TwinBlock.validate(memory, base, sequence));
 * </pre>
 *
 * <p>The checksum is the CRC32C of position, step and payload, in the upper half of its word, above
 * the number of payload words: it notices every flipped bit and every burst of up to 32, larger damage
 * but for one case in 2³², and costs some 0.03 ns a byte where the machine has an instruction for it.
 *
 * <p>What was read counts only once it is validated; until then it may be a mixture of states, so the
 * reading itself must tolerate any value. A reader is disturbed only when two updates overtake it.
 */
public final class TwinBlock {
  /** Words before the first copy. */
  public static final int HEADER_WORDS = 4;

  /** Words of a copy before its payload. */
  public static final int COPY_HEADER_WORDS = 3;

  private static final int SEQUENCE = 0;
  private static final int OWNER_HIGH = 1;
  private static final int OWNER_LOW = 2;
  private static final int SHAPE = 3;
  private static final int POSITION = -3;
  private static final int STEP = -2;
  private static final int CHECKSUM = -1;
  private static final int KIND_BITS = 8;
  private static final int KIND_MASK = 0xFF;

  /** Checksums of blank payloads by their words; every thread finds the same ones. */
  private static final long[] BLANK = new long[128];

  private TwinBlock() {}

  /** Words that a block with this payload occupies. */
  public static int words(int payloadWords) {
    return HEADER_WORDS + 2 * (COPY_HEADER_WORDS + payloadWords);
  }

  /**
   * Makes a block of whatever was there: payload zero, position and step 0, owned. The sequence goes
   * on from where it was, so that a reader that still looks here notices. The owner is written last:
   * a block whose making was cut short is free, or at position 0.
   *
   * @param kind 0 to 255, meaningful to the caller
   */
  public static void initialise(
      Memory memory, int base, int kind, long ownerHigh, long ownerLow, int payloadWords) {
    free(memory, base);
    memory.setLong(base + SHAPE, (long) payloadWords << KIND_BITS | (kind & KIND_MASK));
    int start = base + HEADER_WORDS;
    memory.clear(start, 2 * (COPY_HEADER_WORDS + payloadWords));
    int first = payloadOfCopy(base, payloadWords, 0);
    long blank = blankChecksum(memory, first, payloadWords);
    memory.setLong(first + CHECKSUM, blank);
    memory.setLong(payloadOfCopy(base, payloadWords, 1) + CHECKSUM, blank);
    memory.setLongRelease(base + SEQUENCE, sequence(memory, base) + 2);
    memory.setLong(base + OWNER_LOW, ownerLow);
    memory.setLongRelease(base + OWNER_HIGH, ownerHigh);
  }

  /** Gives the block up: no owner; the sequence moves on to the next even number. */
  public static void free(Memory memory, int base) {
    memory.setLong(base + OWNER_HIGH, 0);
    memory.setLong(base + OWNER_LOW, 0);
    memory.setLongRelease(base + SEQUENCE, (sequence(memory, base) | 1) + 1);
    VarHandle.storeStoreFence();
  }

  /** The sequence number as the writer sees it. */
  public static long sequence(Memory memory, int base) {
    return memory.getLong(base + SEQUENCE);
  }

  /** High word of the owner. */
  public static long ownerHigh(Memory memory, int base) {
    return memory.getLongAcquire(base + OWNER_HIGH);
  }

  /** Low word of the owner. */
  public static long ownerLow(Memory memory, int base) {
    return memory.getLongAcquire(base + OWNER_LOW);
  }

  /** Whether nothing lives here. */
  public static boolean isFree(Memory memory, int base) {
    return (ownerHigh(memory, base) | ownerLow(memory, base)) == 0;
  }

  /** The kind given at {@link #initialise}. */
  public static int kind(Memory memory, int base) {
    return (int) memory.getLong(base + SHAPE) & KIND_MASK;
  }

  /** Words of one copy's payload. */
  public static int payloadWords(Memory memory, int base) {
    return (int) (memory.getLong(base + SHAPE) >>> KIND_BITS);
  }

  /** Word index of the payload that counts, for the writer or a block at rest. */
  public static int current(Memory memory, int base) {
    return payloadAt(memory, base, sequence(memory, base));
  }

  /** Word index of the payload that does not count. */
  public static int other(Memory memory, int base) {
    return payloadAt(memory, base, sequence(memory, base) + 1);
  }

  /**
   * Copies the current payload over the other one.
   *
   * @return word index of the other payload, now free to be changed by the writer
   */
  public static int stage(Memory memory, int base) {
    return stage(memory, base, 0, 0);
  }

  /**
   * As {@link #stage(Memory, int)}, of all but a stretch of the payload.
   *
   * @param from where in the payload the stretch begins
   * @param words its length
   */
  static int stage(Memory memory, int base, int from, int words) {
    int to = stageBlank(memory, base);
    int counting = current(memory, base);
    int end = from + words;
    if (from > 0) {
      memory.copy(counting, to, from);
    }
    memory.copy(counting + end, to + end, payloadWords(memory, base) - end);
    return to;
  }

  /**
   * Opens the other payload to the writer as it is, for a change that rewrites all of it.
   *
   * @return word index of the other payload
   */
  public static int stageBlank(Memory memory, int base) {
    VarHandle.storeStoreFence(); // the last flip is visible before its old copy is overwritten
    return other(memory, base);
  }

  /** Stamps the other copy and makes it the one that counts. */
  public static void publish(Memory memory, int base, long position, int step) {
    int payload = stamp(memory, base, position, step);
    int payloadWords = payloadWords(memory, base);
    publish(memory, base, headChecksum(memory, payload, payloadWords));
  }

  /** Says which step makes the other copy; returns the word index of its payload. */
  static int stamp(Memory memory, int base, long position, int step) {
    int payload = other(memory, base);
    memory.setLong(payload + POSITION, position);
    memory.setLong(payload + STEP, step);
    return payload;
  }

  /** Makes the other copy the one that counts. {@code checksum} is that of position, step and payload. */
  static void publish(Memory memory, int base, long checksum) {
    long sum = sealed(checksum, payloadWords(memory, base));
    memory.setLong(other(memory, base) + CHECKSUM, sum);
    flip(memory, base);
  }

  /** Makes the copy count that counted before the last {@link #publish}. Not twice in a row. */
  public static void revert(Memory memory, int base) {
    flip(memory, base);
  }

  /** Journal position of the fact that made the current copy; 0 if none has. */
  public static long positionOf(Memory memory, int base) {
    return memory.getLong(current(memory, base) + POSITION);
  }

  /** Step within that fact. */
  public static int stepOf(Memory memory, int base) {
    return (int) memory.getLong(current(memory, base) + STEP);
  }

  /** Checksum kept with the current copy. */
  public static long checksumOf(Memory memory, int base) {
    return memory.getLong(current(memory, base) + CHECKSUM);
  }

  /** Whether the current copy is what was published, and the block's shape is plausible. */
  public static boolean verifyChecksum(Memory memory, int base) {
    int payloadWords = payloadWords(memory, base);
    if (payloadWords < 0 || words((long) payloadWords) > (long) memory.words() - base) {
      return false;
    }
    int payload = current(memory, base);
    return memory.getLong(payload + CHECKSUM) == checksum(memory, payload, payloadWords);
  }

  /** Begins a read: the sequence number to read under. */
  public static long acquire(Memory memory, int base) {
    return memory.getLongAcquire(base + SEQUENCE);
  }

  /** Word index of the payload that counts under a sequence number. */
  public static int payloadAt(Memory memory, int base, long sequence) {
    return payloadOfCopy(base, payloadWords(memory, base), (int) sequence & 1);
  }

  /** Journal position of the payload that counts under a sequence number. */
  public static long positionAt(Memory memory, int base, long sequence) {
    return memory.getLong(payloadAt(memory, base, sequence) + POSITION);
  }

  /** Ends a read: whether everything read since {@link #acquire} belongs to that sequence number. */
  public static boolean validate(Memory memory, int base, long sequence) {
    VarHandle.acquireFence();
    return memory.getLongOpaque(base + SEQUENCE) == sequence;
  }

  private static long words(long payloadWords) {
    return HEADER_WORDS + 2 * (COPY_HEADER_WORDS + payloadWords);
  }

  private static int payloadOfCopy(int base, int payloadWords, int copy) {
    return base + HEADER_WORDS + COPY_HEADER_WORDS + copy * (COPY_HEADER_WORDS + payloadWords);
  }

  private static long checksum(Memory memory, int payload, int payloadWords) {
    return sealed(headChecksum(memory, payload, payloadWords), payloadWords);
  }

  private static long sealed(long checksum, int payloadWords) {
    return checksum << Integer.SIZE | payloadWords;
  }

  /** The CRC32C of position, step and the payload's first words. */
  static long headChecksum(Memory memory, int payload, int words) {
    return memory.checksum(payload + POSITION, CHECKSUM - POSITION, payload, words);
  }

  /** The checksum of a payload that is all zeros, as position and step are; of small ones known by heart. */
  private static long blankChecksum(Memory memory, int payload, int payloadWords) {
    if (payloadWords >= BLANK.length) {
      return checksum(memory, payload, payloadWords);
    }
    if (BLANK[payloadWords] == 0) {
      BLANK[payloadWords] = checksum(memory, payload, payloadWords);
    }
    return BLANK[payloadWords];
  }

  private static void flip(Memory memory, int base) {
    memory.setLongRelease(base + SEQUENCE, sequence(memory, base) + 1);
  }
}
