"""Frames through ``mapInArrow``: batches cross from the JVM to Python and back."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as fn
from pyspark.sql import types as spark

from perfscore.columns.mapping import TableMapping
from perfscore.errors import Problem, UsageError
from perfscore.rubric.tree import Rubric
from perfscore.shipping import arrow_kernel
from perfscore.spark.batches import MARK, name_at
from perfscore.spark.worker import score_batches

if TYPE_CHECKING:
    from pyspark.sql import Column

__all__ = ["score"]

_ARROW = {
    spark.StringType: pa.string(),
    spark.BooleanType: pa.bool_(),
    spark.ByteType: pa.int8(),
    spark.ShortType: pa.int16(),
    spark.IntegerType: pa.int32(),
    spark.LongType: pa.int64(),
    spark.FloatType: pa.float32(),
    spark.DoubleType: pa.float64(),
    spark.DateType: pa.date32(),
    spark.TimestampType: pa.timestamp("us", "UTC"),
    spark.TimestampNTZType: pa.timestamp("us"),
    spark.NullType: pa.null(),
}


def score(
    df: DataFrame,
    rubric: Rubric | str | Path,
    *,
    mapping: TableMapping | str | Path | None = None,
    period: str | None = None,
    rows: bool = True,
    find_repeated_ids: bool = True,
) -> DataFrame:
    """The scores of a frame's rows, as a frame: the columns of :func:`perfscore.arrow_kernel`.

    Every row comes back, scored or with its ``problem``; it is worked out when Spark needs it.
    ``rubric`` is an installed one (itself or its id), or the path of a YAML file that every machine
    can read. Rows that share an id are refused. Finding them sends all rows through a shuffle:
    without ``find_repeated_ids`` each of them is scored as if it were alone.

    Raises :class:`UsageError` for columns that are missing, or of a wrong type or unit, where no
    column tells rows apart, and for a rubric without package and path. Where a machine has another
    rubric, Spark's error holds the message of the :class:`RubricError` from there.
    """
    schema = pa.schema([_arrow_field(field) for field in df.schema.fields])
    table = arrow_kernel(schema, rubric, mapping, period, rows).kernel.table
    if not table.id:
        raise UsageError(Problem("rows-not-told-apart"))
    # Only what is read crosses to Python.
    read = pa.schema([schema.field(name) for name in table.columns])
    kernel = arrow_kernel(read, rubric, mapping, period, rows)
    sent = [_column(df, name).alias(name_at(place)) for place, name in enumerate(read.names)]
    if find_repeated_ids:
        sent.append(_is_repeated(df, table.id).alias(MARK))
    shipped = pickle.dumps(kernel)

    def scored(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return score_batches(shipped, batches)

    result = spark.StructType([_spark_field(field) for field in kernel.schema])
    return df.select(*sent).mapInArrow(scored, result)


def _arrow_field(field: spark.StructField) -> pa.Field:
    kind = field.dataType
    # What is nested can be in a frame, as long as no measure is to be read from it.
    found = _ARROW.get(type(kind), pa.struct([]))
    if isinstance(kind, spark.DecimalType):
        found = pa.decimal128(kind.precision, kind.scale)
    unit = field.metadata.get("unit")
    return pa.field(field.name, found, metadata={"unit": unit} if unit else None)


def _spark_field(field: pa.Field) -> spark.StructField:
    kind: spark.DataType = spark.StringType()
    if pa.types.is_decimal(field.type):
        kind = spark.DecimalType(field.type.precision, field.type.scale)
    return spark.StructField(field.name, kind)


def _column(df: DataFrame, name: str) -> Column:
    return df["`" + name.replace("`", "``") + "`"]


def _is_repeated(df: DataFrame, columns: Iterable[str]) -> Column:
    """Whether another row has the same id; rows without an id are refused as such."""
    parts: list[Column] = []
    for name in columns:
        parts += [fn.lit(" "), _column(df, name).cast("string")]
    own = fn.concat(*parts[1:])
    return own.isNotNull() & (fn.count("*").over(Window.partitionBy(own)) > 1)
