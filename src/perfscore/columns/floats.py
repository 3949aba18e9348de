"""Floats are taken only where they are proven to stand for one decimal number.

A float that was written as 12.34 is the nearest one to 1234/100, and 1234/100 divided again gives
the same float. What fails that for every number of places up to six is refused: it is no decimal
that anybody wrote, such as 0.1 + 0.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from perfscore.columns.tape import Array, require, step

__all__ = ["MOST_PLACES", "most_places", "places_needed", "powers", "scaled_up"]

MOST_PLACES = 6
# Whole numbers above these are no longer all floats of their own; by the bytes of a float.
_LARGEST = {8: 2**53, 4: 2**24}


@step
def places_needed(cells: pl.Series) -> Any:
    """The fewest decimal places of each cell: 0 where there is none, -1 where no number fits."""
    numbers, own = cells.cast(pl.Float64).to_numpy(), cells.to_numpy()
    found = np.where(cells.is_null().to_numpy(), 0, -1)
    is_open = np.isfinite(numbers)
    # NumPy divides; Polars would multiply by a reciprocal that is no float.
    with np.errstate(over="ignore", invalid="ignore"):
        for places in range(MOST_PLACES + 1):
            raised = np.rint(numbers * 10.0**places)
            again = (raised / 10.0**places).astype(own.dtype)
            fits = is_open & (np.abs(raised) < _LARGEST[own.dtype.itemsize]) & (again == own)
            found[fits] = places
            is_open &= ~fits
            if not is_open.any():
                break
    return found


def most_places(places: Array) -> int:
    """The most decimal places that any cell needs."""
    most = max(0, int(places.of.max())) if len(places) else 0
    require(_need_no_more, places, most)
    return most


def _need_no_more(places: Any, most: int) -> bool:
    return not len(places) or bool(places.max() <= most)


@step
def scaled_up(cells: pl.Series, places: Any, most: int) -> pl.Series:
    """The cells as integers of so many decimal places; 0 where there is no number."""
    needed = pl.Series(places)
    numbers = cells.cast(pl.Float64).fill_null(0.0)
    own = (numbers * powers(needed).cast(pl.Float64)).round()
    taken = own.zip_with(needed >= 0, pl.Series([0.0])).cast(pl.Int128)
    return taken * powers(most - needed).cast(pl.Int128)


def powers(places: pl.Series) -> pl.Series:
    """10 to each of some powers up to 18; 1 for those below 0."""
    table = pl.Series([10**power for power in range(19)], dtype=pl.Int64)
    return table.gather(places.clip(0))
