package dev.bandolier.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a journal that somebody else may be writing to: mapped, and only read. */
final class ReadOnlyFiles {

  private static final int LOOKS = 5;

  private final Path directory;

  ReadOnlyFiles(Path directory) {
    this.directory = directory;
  }

  /** The names of the segments, in the order of positions. */
  List<String> segments() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(SegmentHeader::isName)
          .sorted()
          .toList();
    }
  }

  /**
   * Opens the segments in use, in order and linked. A directory that is read while files appear in it may
   * not show them all, so a gap is looked at again.
   *
   * @throws NoSuchFileException if there is none, or one was retired meanwhile
   * @throws JournalVersionException if a newer version wrote one
   * @throws JournalDamagedException if a header is damaged, or a segment is missing
   */
  List<Segment> chain() throws IOException {
    for (int look = 1; ; look++) {
      try {
        return link(segments());
      } catch (JournalDamagedException e) {
        if (look == LOOKS) {
          throw e;
        }
      }
    }
  }

  private List<Segment> link(List<String> names) throws IOException {
    List<Segment> chain = new ArrayList<>();
    for (String name : names) {
      JournalFile file = open(name);
      SegmentHeader header = SegmentHeader.decode(name, file.memory());
      if (SegmentHeader.baseTime(file.memory()) != 0) {
        append(chain, name, new Segment(header, file, header.size()));
      }
    }
    if (chain.isEmpty()) {
      throw new NoSuchFileException(path(SegmentHeader.name(0)).toString());
    }
    return chain;
  }

  private static void append(List<Segment> chain, String name, Segment segment)
      throws JournalDamagedException {
    if (!chain.isEmpty()) {
      Segment before = chain.get(chain.size() - 1);
      if (before.header().end() != segment.base()) {
        long end = before.header().end();
        throw new JournalDamagedException(name, end, "a segment is missing before it");
      }
      before.link(segment);
    }
    chain.add(segment);
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** Opens a file as long as it is now. */
  JournalFile open(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ)) {
      return new Bytes(
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private record Bytes(ByteBuffer memory) implements JournalFile {
    @Override
    public void force(int from, int length) {
      throw new UnsupportedOperationException("the journal is only read");
    }
  }
}
