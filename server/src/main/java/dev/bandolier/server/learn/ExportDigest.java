package dev.bandolier.server.learn;

import com.google.protobuf.ByteString;
import dev.bandolier.v1.SnapshotExport;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The frame of an export: the magic word, messages behind their lengths, and at the end the SHA-256 of
 * all bytes before. Used once, by one thread.
 */
final class ExportDigest {

  private static final byte[] MAGIC = "BNDLEXP1".getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest sha = sha256();
  private final OutputStream target;

  ExportDigest(OutputStream target) {
    this.target = new DigestOutputStream(target, sha);
  }

  void begin() throws IOException {
    target.write(MAGIC);
  }

  void write(SnapshotExport message) throws IOException {
    message.writeDelimitedTo(target);
  }

  void finish() throws IOException {
    byte[] digest = sha.digest();
    write(SnapshotExport.newBuilder().setSha256(ByteString.copyFrom(digest)).build());
    target.flush();
  }

  /** Sees the messages of an export, but for the last. */
  interface Visitor {
    void message(SnapshotExport message) throws IOException;
  }

  /**
   * Reads an export.
   *
   * @throws IOException if it is not whole
   */
  static void read(Path file, Visitor visitor) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream source =
        new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), sha)) {
      if (!Arrays.equals(source.readNBytes(MAGIC.length), MAGIC)) {
        throw new IOException("it does not begin like an export");
      }
      byte[] before = soFar(sha);
      SnapshotExport message = next(source);
      while (!message.hasSha256()) {
        visitor.message(message);
        before = soFar(sha);
        message = next(source);
      }
      if (!Arrays.equals(message.getSha256().toByteArray(), before) || source.read() >= 0) {
        throw new IOException("its digest is not that of its content");
      }
    }
  }

  private static byte[] soFar(MessageDigest sha) {
    try {
      return ((MessageDigest) sha.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this runtime's SHA-256 cannot be continued", e);
    }
  }

  private static SnapshotExport next(InputStream source) throws IOException {
    SnapshotExport message = SnapshotExport.parseDelimitedFrom(source);
    if (message == null) {
      throw new EOFException("it ends too early");
    }
    return message;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256, but this one", e);
    }
  }
}
