"""What tells the rows of a table apart, and ids that more than one row has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from perfscore.columns.sources import Source

__all__ = ["ids_of", "repeated_ids"]


def ids_of(block: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """The id of every row: the texts of its id columns with a space between; null where one of
    them is."""
    if len(columns) == 1:
        return block[columns[0]].cast(pl.String).alias("id")
    parts = [pl.col(column).cast(pl.String) for column in columns]
    return block.select(pl.concat_str(parts, separator=" ").alias("id")).to_series()


def repeated_ids(
    source: Source, columns: Sequence[str], known: pl.Series | None = None
) -> pl.Series:
    """Every id that occurs more than once, if that is not known.

    Takes 8 bytes a row: first the ids' hashes are compared, then the ids whose hashes are equal.
    """
    none = pl.Series("id", [], dtype=pl.String)
    if known is not None or not columns:
        return none if known is None else known
    hashes = [ids_of(block, columns).hash().to_numpy() for block in source.blocks(list(columns))]
    if not hashes:
        return none
    every = np.concatenate(hashes)
    del hashes
    every.sort()
    twice = pl.Series(every[1:][every[1:] == every[:-1]]).unique()
    del every
    if not twice.len():
        return none
    ids = pl.concat(list(_with_hash(source, columns, twice)))
    return ids.filter(ids.is_duplicated()).unique().sort()


def _with_hash(source: Source, columns: Sequence[str], hashes: pl.Series) -> Iterator[pl.Series]:
    for block in source.blocks(list(columns)):
        ids = ids_of(block, columns)
        # Rows without an id are refused as such.
        yield ids.filter(ids.hash().is_in(hashes.implode()) & ids.is_not_null())
