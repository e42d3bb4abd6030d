package dev.bandolier.loadtest.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads CSV (RFC 4180 quoting) or, by the name's ending, TSV; gzipped is seen by its magic. A column may be without a name, as
 * that of row numbers often is.
 */
final class TableReader {
  private static final int GZIP_MAGIC = 0x1f8b;

  private TableReader() {}

  /**
   * The whole table.
   *
   * @throws SpecException where it is no table
   */
  static Table read(String name, InputStream in) throws IOException {
    try (Reader text = new InputStreamReader(unzipped(in), StandardCharsets.UTF_8);
        CSVParser parser = format(name).parse(text)) {
      return table(name, parser);
    } catch (IllegalArgumentException | UncheckedIOException broken) {
      throw new SpecException("file: " + name + " is no table: " + broken.getMessage(), broken);
    }
  }

  private static Table table(String name, CSVParser parser) {
    List<String> columns = parser.getHeaderNames();
    List<String[]> rows = new ArrayList<>();
    for (CSVRecord row : parser) {
      if (row.size() != columns.size()) {
        throw new SpecException(
            "file: %s, row %d has %d cells; the header has %d"
                .formatted(name, row.getRecordNumber(), row.size(), columns.size()));
      }
      rows.add(row.values());
    }
    if (rows.isEmpty()) {
      throw new SpecException("file: " + name + " has no rows");
    }
    return new Table(columns, rows);
  }

  private static CSVFormat format(String name) {
    boolean tabs = name.endsWith(".tsv") || name.endsWith(".tsv.gz");
    return CSVFormat.DEFAULT
        .builder()
        .setDelimiter(tabs ? '\t' : ',')
        .setHeader()
        .setSkipHeaderRecord(true)
        .setAllowMissingColumnNames(true)
        .get();
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(2);
    int magic = buffered.read() << 8 | buffered.read();
    buffered.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(buffered) : buffered;
  }
}
