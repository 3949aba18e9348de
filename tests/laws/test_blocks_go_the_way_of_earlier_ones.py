"""A block that takes the steps of an earlier one again gets what it would get alone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from random import Random

import numpy as np
import polars as pl
import pytest
from making import load
from small_rubrics import FEATURES, METHODS
from tables import cells_of, kernel_of

from perfscore.columns import arrays
from perfscore.columns.earlier import Earlier
from perfscore.columns.kernel import Kernel, asked_by
from perfscore.columns.room import Room
from perfscore.columns.tape import Array, NotTaped, Tape, opened
from perfscore.plugins import rubric_offers
from perfscore.plugins.registry import find_rubric
from perfscore.rubric.tree import Rubric

SMALL = METHODS | FEATURES
EDITIONS = sorted((found.id, found.edition) for found in rubric_offers())
# What is worked out row by row, in part or whole, leaves no steps to take again.
ALONE = {
    "best",
    "numbers too wide for columns",
    "numbers too wide, never rounded",
    "more grades than fit into one number",
}


@cache
def small(name: str) -> Rubric:
    return load(SMALL[name])


def numbers(rubric: Rubric, name: str, random: Random, rows: int) -> pl.Series:
    """A column of typed cells that settle a measure; edges of the rubric among them."""
    measure = rubric.measures[name]
    cells = [random.choice(cells_of(rubric, name)[0]) for _ in range(rows)]
    if measure.kind == "condition":
        return pl.Series([cell == "是" for cell in cells])
    if measure.kind == "level":
        return pl.Series(cells)
    if measure.kind == "date":
        return pl.Series([dt.date.fromisoformat(cell) for cell in cells])
    bare = [Decimal(cell.removesuffix(measure.unit)) for cell in cells]
    return pl.Series(bare, dtype=pl.Decimal(random.choice((18, 38)), 9))


def table(
    rubric: Rubric, seed: int, rows: int, absent: float = 0.0, types: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Typed columns for all measures that are stated, with a share of nulls."""
    random = Random(seed)
    columns = {}
    for name in asked_by(rubric):
        measure = rubric.measures[name]
        if measure.formula is None:
            title = f"{name} [{measure.unit}]" if measure.unit else name
            column = numbers(rubric, name, random, rows)
            if types is not None:
                column = column.cast(types[title].dtype)
            is_absent = pl.Series([random.random() < absent for _ in range(rows)])
            columns[title] = pl.select(pl.when(~is_absent).then(column)).to_series()
    return pl.DataFrame(columns)


def require_same(kernel: Kernel, frame: pl.DataFrame, earlier: Earlier) -> None:
    again, alone = kernel(frame, 7, None, earlier), kernel(frame, 7)
    assert again.scores.equals(alone.scores)
    assert again.remarks.equals(alone.remarks)
    assert again.tally == alone.tally


@pytest.mark.parametrize("name", SMALL)
def test_every_feature(name: str) -> None:
    """Blocks without a gap, with some, and with hardly a cell, of one row and of many; most of them
    go the way of another."""
    rubric = small(name)
    shares = (0.2, 0.2, 0.0, 0.2, 0.0, 0.05, 0.8, 0.2)
    sizes = (40, 30, 40, 1, 20, 40, 10, 30)
    types = table(rubric, 0, 1)
    frames = [
        table(rubric, seed, rows, absent, types)
        for seed, (rows, absent) in enumerate(zip(sizes, shares, strict=True))
    ]
    kernel, earlier = kernel_of(rubric, frames[0]), Earlier()
    for frame in frames:
        require_same(kernel, frame, earlier)
    assert name in ALONE or earlier.followed


@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_installed_rubric(name: str, edition: str) -> None:
    rubric = find_rubric(name, edition)
    types = table(rubric, 0, 1)
    frames = [table(rubric, seed, 6, 0.05 * (seed % 2), types) for seed in range(4)]
    period = rubric.in_force.until or "2024"
    kernel, earlier = kernel_of(rubric, frames[0], period=period), Earlier()
    for frame in frames:
        require_same(kernel, frame, earlier)


def taped(
    work: Callable[[Array], Array], column: object
) -> Callable[[object], list[object] | None]:
    """What was worked out of a column, as something that does it again."""
    tape = Tape()
    replay = tape.replay([work(tape.input(column))])
    return lambda other: replay([other], Room(len(other)))  # type: ignore[arg-type]


def test_a_column_beyond_its_limits_is_told() -> None:
    def work(column: Array) -> Array:
        arrays.limits(column)
        return arrays.added(column, 1)

    again = taped(work, np.array([20, 40]))
    for some in ([20, 40], [1, 640], [5, 7], []):
        found = again(np.array(some, dtype=np.int64))
        assert found is not None
        assert found[0].tolist() == [each + 1 for each in some]  # type: ignore[attr-defined]
    assert again(np.array([0, 40])) is None
    assert again(np.array([20, 641])) is None
    # Where all are the same, all have to be.
    again = taped(work, np.array([20, 20]))
    assert again(np.array([20, 20, 20])) is not None
    assert again(np.array([20, 21])) is None


def test_what_was_so_in_all_rows_or_in_none_has_to_be_again() -> None:
    yes, no, mixed = (np.array(some) for some in ([True] * 3, [False] * 3, [True, False, True]))

    def counted(column: Array) -> Array:
        arrays.count(column)
        return arrays.not_(column)

    answers = {
        (counted, "yes"): (True, False, False),
        (counted, "no"): (False, True, False),
        (counted, "mixed"): (True, True, True),
    }
    for (work, which), expected in answers.items():
        again = taped(work, {"yes": yes, "no": no, "mixed": mixed}[which])
        assert tuple(again(some) is not None for some in (yes, no, mixed)) == expected


def test_nothing_that_was_given_is_handed_on() -> None:
    """Polars hands on what it need not change; the room of it would be written over."""
    rows = arrays.MANY + 1
    one, other = np.arange(rows), np.arange(rows) * 3
    for share in (np.full(rows, True), np.full(rows, False)):
        made = arrays.chosen(Array(share), Array(one), Array(other)).of
        assert not np.may_share_memory(made, one)
        assert not np.may_share_memory(made, other)
        assert not np.may_share_memory(arrays.filtered(Array(one), Array(share)).of, one)


def test_room_is_used_again_and_only_by_columns_as_long() -> None:
    room = Room(3)
    column = np.array([1, 2, 3])
    room.back(column)
    room.back(np.array([1, 2]))
    room.back(np.arange(6)[::2])
    assert room.array(np.zeros(2), "l") is None
    assert room.array(np.zeros(3), "?") is None
    assert room.array(np.zeros(3), "l") is column
    assert room.array(np.zeros(3), "l") is None


def test_what_no_tape_can_take_down_ends_it() -> None:
    column = Tape().input(np.array([1]))
    with pytest.raises(NotTaped):
        opened(column)
    assert opened(Array(column.of)).tolist() == [1]


def test_a_block_with_a_cell_that_is_refused_goes_its_own_way() -> None:
    rubric = small("sum")
    frame = table(rubric, 1, 50, 0.1)
    kernel, earlier = kernel_of(rubric, frame), Earlier()
    title = next(name for name in frame.columns if name.startswith("b"))
    bad = frame.with_columns(pl.lit(Decimal(7777)).cast(frame[title].dtype).alias(title))
    for block in (frame, bad, frame):
        require_same(kernel, block, earlier)
    assert kernel(bad, 0, None, earlier).remarks.height == bad.height
