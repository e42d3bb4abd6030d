package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files in memory of which a power loss keeps any part that was not forced, page by page, and any of the
 * names that appeared or disappeared and were not forced.
 */
final class LossyFiles implements JournalFiles {

  private static final int PAGE_BYTES = 64;

  private final Map<String, LossyFile> files = new TreeMap<>();
  private final Map<String, LossyFile> named = new TreeMap<>();
  private volatile long usable = Long.MAX_VALUE;
  private volatile boolean failing;

  @Override
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized JournalFile create(String name, int size, byte[] head) throws IOException {
    LossyFile file = new LossyFile(size);
    file.memory.put(0, head);
    file.force(0, size);
    files.put(name, file);
    return file;
  }

  LossyFiles with(String name, byte[] bytes) throws IOException {
    create(name, bytes.length, bytes);
    forceNames();
    return this;
  }

  @Override
  public synchronized JournalFile open(String name) {
    LossyFile file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException(name);
    }
    return file;
  }

  @Override
  public synchronized JournalFile extend(String name, int size) throws IOException {
    LossyFile longer = new LossyFile(size);
    ByteBuffer shorter = open(name).memory();
    longer.memory.put(0, shorter, 0, shorter.capacity());
    longer.force(0, size);
    files.put(name, longer);
    named.put(name, longer);
    return longer;
  }

  @Override
  public synchronized void delete(String name) {
    files.remove(name);
  }

  @Override
  public synchronized void forceNames() {
    named.clear();
    named.putAll(files);
  }

  @Override
  public long usableSpace() {
    return usable;
  }

  void limit(long usableBytes) {
    usable = usableBytes;
  }

  void failForces() {
    failing = true;
  }

  /** Returns the files as they may be after a power loss now; these stay as they are. */
  synchronized LossyFiles afterPowerLoss(SplittableRandom random) {
    LossyFiles left = new LossyFiles();
    Set<String> names = new TreeSet<>(files.keySet());
    names.addAll(named.keySet());
    for (String name : names) {
      LossyFile file = (random.nextBoolean() ? files : named).get(name);
      if (file != null) {
        left.files.put(name, left.remains(file, random));
      }
    }
    left.forceNames();
    return left;
  }

  private LossyFile remains(LossyFile file, SplittableRandom random) {
    int size = file.memory.capacity();
    LossyFile left = new LossyFile(size);
    for (int page = 0; page < size; page += PAGE_BYTES) {
      int length = Math.min(PAGE_BYTES, size - page);
      ByteBuffer kept = random.nextBoolean() ? file.memory : file.disk;
      left.memory.put(page, kept, page, length);
      left.disk.put(page, left.memory, page, length);
    }
    return left;
  }

  private final class LossyFile implements JournalFile {

    private final ByteBuffer memory;
    private final ByteBuffer disk;

    LossyFile(int size) {
      memory = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
      disk = ByteBuffer.allocateDirect(size);
    }

    @Override
    public ByteBuffer memory() {
      return memory;
    }

    @Override
    public void force(int from, int length) throws IOException {
      if (failing) {
        throw new IOException("the disk is gone");
      }
      disk.put(from, memory, from, length);
    }
  }
}
