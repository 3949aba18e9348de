"""A block that takes the steps of an earlier one again gets what it would get alone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import chain
from random import Random

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from making import load
from small_rubrics import FEATURES, METHODS
from tables import cells_of, kernel_of

from perfscore.columns import arrays, texts
from perfscore.columns.earlier import Earlier
from perfscore.columns.kernel import Kernel, asked_by
from perfscore.columns.room import Room
from perfscore.columns.score_many import results
from perfscore.columns.sources import open_source
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
    shares = (0.2, 0.2, 0.0, 0.2, 0.0, 0.8)
    sizes = (40, 16, 24, 1, 24, 8)
    types = table(rubric, 0, 1)
    frames = [
        table(rubric, seed, rows, absent, types)
        for seed, (rows, absent) in enumerate(zip(sizes, shares, strict=True))
    ]
    kernel, earlier = kernel_of(rubric, frames[0]), Earlier()
    for frame in (*frames, frames[0].reverse(), frames[2].reverse()):
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


@pytest.mark.parametrize("workers", [1, 2])
def test_long_tables_find_a_way_first(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """Only a table that is worth it; the rows that a way is found by are scored as all others."""
    rubric = small("sum")
    frame = table(rubric, 3, 50, 0.1)
    kernel = kernel_of(rubric, frame)
    made = []

    class Seen(Earlier):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr("perfscore.columns.score_many.Earlier", Seen)
    alone = kernel(frame).scores
    for most, count in ((50, 0), (49, 1)):
        monkeypatch.setattr("perfscore.columns.score_many.LONG", most)
        found = chain.from_iterable(results(kernel, open_source(frame), rows=7, workers=workers))
        scores = pa.Table.from_batches([each.scores for each in found])
        assert scores.to_pylist() == alone.to_pylist()
        assert len(made) == count
    assert made[0].followed


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


@pytest.mark.parametrize("count", [3, 40])
def test_a_text_that_is_new_is_told(count: int) -> None:
    known = pl.Series([None, *map(str, range(count))], dtype=pl.String)
    again = taped(lambda cells: texts.places(cells)[1], known)
    found = again(known.reverse())
    assert found is not None
    assert [known[int(place)] for place in found[0]] == known.reverse().to_list()  # type: ignore[attr-defined]
    assert again(pl.Series(["1", "new"])) is None


@pytest.mark.parametrize("dtype", [pl.String, pl.Float64])
def test_numbers_with_more_places_are_told(dtype: type[pl.DataType]) -> None:
    """Texts and floats are taken as integers of the most places that any cell needs."""
    rubric = small("sum")
    earlier = Earlier()
    for some in (["12.5", "70"], ["8.25", "1"], ["3", "4.5"], ["7.999", "1"], ["40", "7"]):
        frame = pl.DataFrame({"b [%]": pl.Series(some).cast(dtype)})
        require_same(kernel_of(rubric, frame), frame, earlier)
    assert earlier.followed


def test_what_always_was_has_to_be_again() -> None:
    def work(column: Array) -> Array:
        assert arrays.always(column) or not arrays.never(column)
        return arrays.not_(column)

    again = taped(work, np.array([True, True]))
    assert again(np.array([True, False])) is None
    assert again(np.array([True])) is not None
    again = taped(work, np.array([True, False]))
    assert again(np.array([False, False])) is not None


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


def test_yes_and_one_are_not_the_same_step() -> None:
    tape = Tape()
    mask = tape.input(np.array([True, False, True]))
    at = arrays.places(mask)
    made = [arrays.inserted(False, mask, at, True), arrays.inserted(0, mask, at, 1)]
    found = tape.replay(made)([np.array([False, True])], Room(2))
    assert found is not None
    assert [each.tolist() for each in found] == [[False, True], [0, 1]]
    assert [each.dtype for each in found] == [bool, np.int64]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("numbers too wide for columns", None),
        ("numbers too wide, never rounded", None),
        ("sum", ["b [%]", "e [分]"]),
    ],
)
def test_numbers_near_the_widest(name: str, columns: list[str] | None) -> None:
    """What just fits into 128 bits does not with room for more: such a block goes its own way."""
    rubric = small(name)
    largest = ("99999999999999999.999999999999999999", "0.000000000000000001", "3", "70000000000")
    earlier = Earlier()
    for shift in range(6):
        cells = [Decimal(largest[(at + shift) % 4]) for at in range(5)]
        names = columns or asked_by(rubric)
        made = [pl.Series(n, cells[i % 2 :] + cells[: i % 2]) for i, n in enumerate(names)]
        frame = pl.DataFrame(made).cast(pl.Decimal(38, 18))
        require_same(kernel_of(rubric, frame), frame, earlier)


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
