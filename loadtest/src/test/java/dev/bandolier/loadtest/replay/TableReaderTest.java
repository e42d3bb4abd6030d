package dev.bandolier.loadtest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class TableReaderTest {

  @Test
  void csv_withQuotedCommas_keepsTheCells() {
    Table table = Fixtures.csv("history,visit\n\"7) $1,000 +\",1\n");
    assertThat(table.columns()).containsExactly("history", "visit");
    assertThat(table.rows().get(0)).containsExactly("7) $1,000 +", "1");
  }

  @Test
  void tsv_gzipped_isReadByNameAndMagic() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write("a\tb\n1,5\t2\n".getBytes(StandardCharsets.UTF_8));
    }
    Table table = Fixtures.table("data.tsv.gz", bytes.toByteArray());
    assertThat(table.rows().get(0)).containsExactly("1,5", "2");
  }

  @Test
  void raggedRow_isRefusedByNumber() {
    assertThatThrownBy(() -> Fixtures.csv("a,b\n1,2\n3\n"))
        .hasMessageContaining("row 2 has 1 cells");
  }

  @Test
  void noRows_isRefused() {
    assertThatThrownBy(() -> Fixtures.csv("a,b\n")).hasMessageContaining("has no rows");
  }

  @Test
  void missingColumn_isRefusedByKey() {
    assertThatThrownBy(() -> Fixtures.csv("a,b\n1,2\n").column("reward", "c"))
        .hasMessage("reward: no column 'c'; the columns are a, b");
  }

  @Test
  void cellThatIsNoNumber_isRefusedByPlace() {
    Table table = Fixtures.csv("a,b\n1,x\n");
    assertThatThrownBy(() -> table.number(0, 1)).hasMessage("row 1, column 'b': 'x' is no number");
  }

  @Test
  void infiniteCell_isRefused() {
    Table table = Fixtures.csv("a\nInfinity\n");
    assertThatThrownBy(() -> table.number(0, 0)).hasMessageContaining("is not finite");
  }
}
