package dev.bandolier.server.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an extent's file, {@code blocks-<share>-<bytes of a block>-<number>-<bytes>.dat}. The
 * name says how long the file is: touching mapped memory beyond the end of a shortened file would
 * kill the process, so its length is checked before it is mapped.
 *
 * @param path where it lies
 * @param share who pays
 * @param sizeClass see {@link SizeClass}
 * @param number unique in the store, part of the handles of its blocks
 * @param bytes length of the file
 */
record ExtentFile(Path path, Share share, int sizeClass, int number, long bytes) {
  private static final String UNFINISHED = "blocks-unfinished";

  private static final Pattern NAME =
      Pattern.compile("blocks-(arms|ledger)-(\\d{1,9})-(\\d{1,6})-(\\d{1,12})\\.dat");

  static ExtentFile named(Path directory, Share share, int sizeClass, int number, long bytes) {
    String name =
        String.format(
            Locale.ROOT,
            "blocks-%s-%d-%04d-%d.dat",
            share.fileWord(),
            SizeClass.bytes(sizeClass),
            number,
            bytes);
    return new ExtentFile(directory.resolve(name), share, sizeClass, number, bytes);
  }

  /**
   * The extents in a directory, by number.
   *
   * @throws DamagedStoreException if a file claims a size that does not exist or a number twice
   */
  static List<ExtentFile> in(Path directory) throws IOException {
    List<ExtentFile> files = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "blocks-*.dat")) {
      for (Path path : paths) {
        files.add(parse(path));
      }
    }
    files.sort(Comparator.comparingInt(ExtentFile::number));
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i - 1).number() == files.get(i).number()) {
        throw new DamagedStoreException("two extents have the number " + files.get(i).number());
      }
    }
    return files;
  }

  /** Deletes every extent of a directory, whole or not. */
  static void deleteAll(Path directory) throws IOException {
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "blocks-*")) {
      for (Path path : paths) {
        Files.delete(path);
      }
    }
  }

  /** Deletes what was being made when the process ended. */
  static void deleteUnfinished(Path directory) throws IOException {
    Files.deleteIfExists(unfinished(directory));
  }

  /** What an extent is called until it is whole. */
  static Path unfinished(Path directory) {
    return directory.resolve(UNFINISHED);
  }

  /**
   * Checks that the file is as long as its name says.
   *
   * @throws DamagedStoreException if not
   */
  void checkLength() throws IOException {
    long found = Files.size(path);
    if (found != bytes) {
      throw new DamagedStoreException(
          path.getFileName() + " has " + found + " bytes instead of " + bytes);
    }
  }

  private static ExtentFile parse(Path path) throws DamagedStoreException {
    Matcher matcher = NAME.matcher(path.getFileName().toString());
    int sizeClass = matcher.matches() ? SizeClass.ofBytes(Integer.parseInt(matcher.group(2))) : -1;
    if (sizeClass < 0) {
      throw new DamagedStoreException(path.getFileName() + " is not the name of an extent");
    }
    Share share = Share.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    return new ExtentFile(
        path,
        share,
        sizeClass,
        Integer.parseInt(matcher.group(3)),
        Long.parseLong(matcher.group(4)));
  }
}
