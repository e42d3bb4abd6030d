package dev.bandolier.server.export;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** The columns of a row, and how each is filled. Used by the one writer of a file. */
final class ParquetColumns extends WriteSupport<ParquetRow> {

  private final List<Column> columns = new ArrayList<>();
  private final MessageType schema;
  private @Nullable RecordConsumer consumer;

  /** A column's type, and what writes its value. */
  private record Column(Type type, BiConsumer<ParquetRow, String> writer) {}

  ParquetColumns(List<ContextColumn> context) {
    text("decision_id", row -> row.decision().id());
    text("campaign", row -> row.decision().campaign());
    column(
        Types.required(PrimitiveTypeName.INT64)
            .as(timestampType(true, TimeUnit.MILLIS))
            .named("time"),
        (row, name) -> field(name, () -> out().addLong(row.decision().time())));
    number("journal_position", row -> row.decision().position());
    number("revision", row -> row.decision().revision());
    number("model_version", row -> row.decision().modelVersion());
    flag("model_version_exact", row -> row.decision().exact());
    text("source", row -> row.decision().source());
    flag("tracked", row -> row.decision().tracked());
    text("unit", row -> row.decision().unit());
    texts("labels", row -> row.decision().labels());
    text("slot", row -> row.slot().slot());
    number("slot_position", ParquetRow::position);
    text("arm", row -> row.choice().arm());
    real("propensity", row -> row.choice().propensity());
    text("state", row -> row.choice().state());
    real("reward", row -> row.choice().reward());
    texts("eligible_arms", row -> row.slot().arms());
    reals("pmf", row -> row.slot().pmf());
    texts("outcomes", ParquetColumns::outcomes);
    context.forEach(this::context);
    schema =
        Types.buildMessage()
            .addFields(columns.stream().map(Column::type).toArray(Type[]::new))
            .named("decision");
  }

  private static List<String> outcomes(ParquetRow row) {
    return row.decision().outcomes().stream()
        .filter(ExportedDecision.Outcome::counts)
        .map(outcome -> outcome.outcome() + "=" + outcome.value())
        .toList();
  }

  private void column(Type type, BiConsumer<ParquetRow, String> writer) {
    columns.add(new Column(type, writer));
  }

  private interface Of<T extends @Nullable Object> {
    T value(ParquetRow row);
  }

  private void text(String column, Of<String> of) {
    column(
        Types.required(PrimitiveTypeName.BINARY).as(stringType()).named(column),
        (row, name) -> field(name, () -> out().addBinary(Binary.fromString(of.value(row)))));
  }

  private void number(String column, Of<? extends Number> of) {
    column(
        Types.required(PrimitiveTypeName.INT64).named(column),
        (row, name) -> field(name, () -> out().addLong(of.value(row).longValue())));
  }

  private void flag(String column, Of<Boolean> of) {
    column(
        Types.required(PrimitiveTypeName.BOOLEAN).named(column),
        (row, name) -> field(name, () -> out().addBoolean(of.value(row))));
  }

  private void real(String column, Of<@Nullable Double> of) {
    column(
        Types.optional(PrimitiveTypeName.DOUBLE).named(column),
        (row, name) -> {
          Double value = of.value(row);
          if (value != null) {
            field(name, () -> out().addDouble(value));
          }
        });
  }

  private void texts(String column, Of<List<String>> of) {
    Type element = Types.required(PrimitiveTypeName.BINARY).as(stringType()).named("element");
    column(
        Types.requiredList().element(element).named(column),
        (row, name) ->
            list(name, of.value(row), value -> out().addBinary(Binary.fromString(value))));
  }

  private void reals(String column, Of<List<Double>> of) {
    Type element = Types.required(PrimitiveTypeName.DOUBLE).named("element");
    column(
        Types.requiredList().element(element).named(column),
        (row, name) -> list(name, of.value(row), value -> out().addDouble(value)));
  }

  private void context(ContextColumn column) {
    String name = "context_" + column.feature();
    BiConsumer<ParquetRow, String> writer =
        (row, field) -> value(field, row.decision().context(), column);
    switch (column.kind()) {
      case TEXT ->
          column(Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(name), writer);
      case NUMBER -> column(Types.optional(PrimitiveTypeName.DOUBLE).named(name), writer);
      case FLAG -> column(Types.optional(PrimitiveTypeName.BOOLEAN).named(name), writer);
    }
  }

  private void value(String field, Map<String, Object> context, ContextColumn column) {
    Object value = context.get(column.feature());
    if (value == null) {
      return;
    }
    switch (column.kind()) {
      case TEXT -> field(field, () -> out().addBinary(Binary.fromString(value.toString())));
      case NUMBER -> field(field, () -> out().addDouble((Double) value));
      case FLAG -> field(field, () -> out().addBoolean((Boolean) value));
    }
  }

  private int index(String name) {
    return schema.getFieldIndex(name);
  }

  private void field(String name, Runnable value) {
    out().startField(name, index(name));
    value.run();
    out().endField(name, index(name));
  }

  private <T> void list(String name, List<T> values, Consumer<T> writer) {
    field(
        name,
        () -> {
          out().startGroup();
          if (!values.isEmpty()) {
            out().startField("list", 0);
            values.forEach(value -> element(value, writer));
            out().endField("list", 0);
          }
          out().endGroup();
        });
  }

  private <T> void element(T value, Consumer<T> writer) {
    out().startGroup();
    out().startField("element", 0);
    writer.accept(value);
    out().endField("element", 0);
    out().endGroup();
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema, Map.of());
  }

  @Override
  @SuppressWarnings("deprecation") // abstract until it is removed
  public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
    return new WriteContext(schema, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer prepared) {
    consumer = prepared;
  }

  private RecordConsumer out() {
    return Objects.requireNonNull(consumer, "nothing is written before the file is begun");
  }

  @Override
  public void write(ParquetRow row) {
    out().startMessage();
    columns.forEach(column -> column.writer().accept(row, column.type().getName()));
    out().endMessage();
  }
}
