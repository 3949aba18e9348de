"""Batches of departments to batches of scores for engines that map batches: plain Arrow types, a
row for each row that came in, nothing that depends on how the rows were cut into batches."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from perfscore.columns.ids import ids_of
from perfscore.columns.kernel import Kernel
from perfscore.columns.sources import BLOCK
from perfscore.errors import Place, Problem, UsageError

__all__ = ["every_row", "frame_of", "plain_schema", "polars_schema"]

LEADING = (pa.field("id", pa.string()), pa.field("problem", pa.string()))
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


def plain_schema(kernel: Kernel) -> pa.Schema:
    """The columns of :func:`every_row`: those of the kernel without row numbers, texts as plain
    strings, behind ``id`` and ``problem``."""
    own = [field for field in kernel.schema if field.name not in ("row", "id")]
    return pa.schema([*LEADING, *(field.with_type(_plain(field.type)) for field in own)])


def _plain(dtype: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(dtype) else dtype


def polars_schema(schema: pa.Schema) -> dict[str, pl.DataType]:
    """The types of columns as Polars has them: one for texts, however Arrow stores them."""
    found = pl.DataFrame(schema.empty_table()).schema
    return {name: pl.String() if isinstance(kind, _TEXTS) else kind for name, kind in found.items()}


def frame_of(batch: pa.RecordBatch, declared: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The batch as a frame; columns are told apart by name, in whatever order they come.

    Raises :class:`UsageError` with every column that was not declared, is not there, or has
    another type.
    """
    names = batch.schema.names
    problems = [
        Problem("batch-column-unknown", Place(locator=name))
        for name in dict.fromkeys(names)
        if name not in declared or names.count(name) > 1
    ]
    problems += [
        Problem("batch-column-missing", Place(locator=name))
        for name in declared
        if name not in names
    ]
    if not problems:
        found = polars_schema(batch.schema)
        problems = [
            Problem(
                "batch-column-type",
                Place(locator=name),
                (("expected", str(kind)), ("found", str(found[name]))),
            )
            for name, kind in declared.items()
            if found[name] != kind
        ]
    if problems:
        raise UsageError(*problems)
    return pl.DataFrame(pa.Table.from_batches([batch])).select(list(declared))


def every_row(
    kernel: Kernel, schema: pa.Schema, frame: pl.DataFrame, repeated: pl.Series | None = None
) -> pa.RecordBatch:
    """Every row of a frame with its scores, or with what is wrong with it; ``repeated`` marks rows
    whose id is not theirs alone."""
    pieces = []
    for at in range(0, frame.height, BLOCK):
        own = None if repeated is None else repeated.slice(at, BLOCK)
        pieces.append(_block(kernel, schema, frame.slice(at, BLOCK), own))
    if not pieces:
        return pa.RecordBatch.from_pylist([], schema)
    return pieces[0] if len(pieces) == 1 else pa.concat_batches(pieces)


def _block(
    kernel: Kernel, schema: pa.Schema, frame: pl.DataFrame, repeated: pl.Series | None
) -> pa.RecordBatch:
    result = kernel(frame, 0, repeated)
    own = kernel.table.id
    ids = ids_of(frame, own) if own else pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    columns = [ids.to_arrow().cast(pa.string()), _problems(result.remarks, frame.height)]
    places = None
    if result.tally.refused:
        scored = pl.Series(result.scores.column("row"))
        every = pl.repeat(None, frame.height, dtype=pl.Int64, eager=True)
        places = every.scatter(scored, range(scored.len())).to_arrow()
    for name in schema.names[len(LEADING) :]:
        column = result.scores.column(name)
        column = column if places is None else column.take(places)
        columns.append(column.cast(schema.field(name).type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _problems(remarks: pl.DataFrame, rows: int) -> pa.Array:
    """What keeps each row from being scored, in English, with the names of columns."""
    told = pl.repeat(None, rows, dtype=pl.String, eager=True)
    refused = remarks.filter("refused")
    if refused.height:
        said = refused.group_by("row", maintain_order=True).agg(
            pl.concat_str("column", "message", separator=": ").str.join("; ")
        )
        told = told.scatter(said["row"], said["column"])
    return told.to_arrow().cast(pa.string())
