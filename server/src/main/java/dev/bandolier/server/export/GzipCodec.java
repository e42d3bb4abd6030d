package dev.bandolier.server.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses pages by the JDK's gzip, so that no native codec has to be brought along. One thread. */
final class GzipCodec implements CompressionCodecFactory {

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return new Gzip();
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new Gunzip();
  }

  @Override
  public void release() {
    // nothing outlives a page
  }

  private static final class Gzip implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
        bytes.writeAllTo(out);
      }
      return BytesInput.from(compressed);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.GZIP;
    }

    @Override
    public void release() {
      // nothing outlives a page
    }
  }

  private static final class Gunzip implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(unpack(bytes.toInputStream(), size));
    }

    private static byte[] unpack(InputStream packed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(packed)) {
        return in.readNBytes(size);
      }
    }

    @Override
    public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int size)
        throws IOException {
      byte[] bytes = new byte[compressed];
      input.get(bytes);
      output.put(unpack(new ByteArrayInputStream(bytes), size));
    }

    @Override
    public void release() {
      // nothing outlives a page
    }
  }
}
