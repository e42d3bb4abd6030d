package dev.bandolier.server.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/**
 * A Parquet file with a row for every position of every slot of a decision. Rows are held for a row group of {@value #ROW_GROUP} bytes
 * at most.
 */
public final class ParquetFile implements DecisionSink {

  private static final long ROW_GROUP = 16 << 20;

  private final ParquetWriter<ParquetRow> writer;

  private ParquetFile(ParquetWriter<ParquetRow> writer) {
    this.writer = writer;
  }

  /**
   * A file, which replaces another one of that name.
   *
   * @param context a column for each
   */
  public static ParquetFile create(Path file, List<ContextColumn> context) throws IOException {
    return new ParquetFile(
        new Builder(new LocalOutputFile(file), new ParquetColumns(context))
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withCodecFactory(new GzipCodec())
            .withRowGroupSize(ROW_GROUP)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build());
  }

  @Override
  public void write(ExportedDecision decision) throws IOException {
    for (ExportedDecision.Slot slot : decision.slots()) {
      for (int position = 0; position < slot.choices().size(); position++) {
        writer.write(new ParquetRow(decision, slot, position));
      }
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<ParquetRow, Builder> {

    private final ParquetColumns columns;

    Builder(LocalOutputFile file, ParquetColumns columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<ParquetRow> getWriteSupport(ParquetConfiguration configuration) {
      return columns;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract until it is removed
    protected WriteSupport<ParquetRow> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      return columns;
    }
  }
}
