"""Tables score in every row what scoring that row as a filing gives, to the last digit."""

import datetime as dt
from decimal import Decimal
from functools import cache
from itertools import chain, product
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from making import indicator, load, rubric_text
from small_rubrics import BASIS, FEATURES, HOW, METHODS, SPENT
from tables import (
    drawn,
    expected,
    filing_from,
    kernel_of,
    require_alike,
    require_reversed,
    require_rows,
    require_split,
    shown,
    table_of_cells,
)

import perfscore
from perfscore.columns.kernel import asked_by
from perfscore.columns.mapping import Column, TableMapping
from perfscore.columns.score_many import results
from perfscore.columns.sources import open_source
from perfscore.columns.written import decimals
from perfscore.errors import FilingError, UsageError
from perfscore.plugins import rubric_offers
from perfscore.plugins.registry import find_rubric
from perfscore.rubric.tree import Rubric
from perfscore.testing.filings import filings

EDITIONS = sorted((found.id, found.edition) for found in rubric_offers())


@pytest.mark.parametrize(("name", "edition"), EDITIONS)
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(data=st.data())
def test_every_installed_rubric(name: str, edition: str, data: st.DataObject) -> None:
    """Settled, bounded, missing and not applicable, side by side in one table."""
    rubric = find_rubric(name, edition)
    kinds = [filings(rubric, complete=True), filings(rubric), filings(rubric, absences=True)]
    some = [data.draw(kind) for kind in kinds]
    require_alike(rubric, some)


SMALL = METHODS | FEATURES
ROWS = 27


@cache
def small(name: str) -> Rubric:
    return load(SMALL[name])


@pytest.mark.parametrize("name", SMALL)
def test_every_feature(name: str) -> None:
    """Each policy, veto, way of combining and rounding: in any order and in blocks of any size."""
    rubric = small(name)
    rows = drawn(rubric, ROWS, seed=len(name))
    frame = table_of_cells(rows)
    kernel, result = require_rows(rubric, frame, rows)
    require_reversed(kernel, frame, result)
    some = frame.head(5)
    first = kernel(some)
    for size in (1, 2):
        require_split(kernel, some, first, size)


LARGE = (
    "123456789012345678.123456789012345678",
    "99999999999999999.99",
    "1",
    "9223372036854775808",
)
SMALL_ONES = ("0.000000000000000001", "0.1", "7", "123456789012345678901234567890.5")


@pytest.mark.parametrize("name", [name for name in SMALL if "wide" in name] + ["rounded half up"])
def test_numbers_of_any_size(name: str) -> None:
    """The largest and the smallest numbers that cells may hold, in one block and alone."""
    rubric = small(name)
    names = asked_by(rubric)[:3]
    rows = [
        dict(zip(names, cells, strict=False))
        for cells in product(LARGE, SMALL_ONES, (*LARGE[:2], "≥3", "0"))
    ]
    frame = table_of_cells(rows)
    _, result = require_rows(rubric, frame, rows)
    kernel = kernel_of(rubric, frame)
    together = {row["row"]: row for row in result.scores.to_pylist()}
    for at in range(0, len(rows), 5):
        for row in kernel(frame.slice(at, 1), at).scores.to_pylist():
            assert row == together[at]


def test_scores_of_rows_that_do_not_fit_one_scale() -> None:
    """The scores of each row fit into 128 bits; in one scale for both they do not."""
    rubric = small("numbers too wide, never rounded")
    rows = [
        {"a": "≤34859203.704748253", "b": "≤4.67169478465412488", "c": "≤-87.000412734"},
        {"a": "≥1.01989833421579507", "b": "-89", "c": "≥37"},
    ]
    require_rows(rubric, table_of_cells(rows), rows)


# Numbers of any type of column: exact ones, floats that stand for decimals, yes and no, days.
TYPED = load(
    rubric_text(
        """spent: {title: spent, unit: 元, at least: 0}
budget: {title: budget, unit: 元, more than: 0}
done: {title: done, kind: condition}
handed_in: {title: handed in, kind: date}
how: {title: how, kind: level, levels: [low, middle, high]}
heads: {title: heads, unit: 人次, whole: true}
""",
        indicator("spent", 5, SPENT),
        indicator("done", 5, "{kind: pass or fail, when: done and handed_in <= 2024-03-31}"),
        indicator("how", 5, HOW),
        indicator("heads", 5, "{kind: attainment, actual: heads, target: 100人次, better: higher}"),
        points=20,
        more="not applicable: rescale siblings\nmissing: zero\n",
    )
)
WHOLE = [5, None, 0, 100, 127, 3, 1]
FRACTIONS = ["12.5", None, "0.05", "99.99", "7", "-3.25", "0"]
DAYS = [dt.date(2024, 3, 31), None, dt.date(2024, 4, 1), dt.date(1, 1, 1), dt.date(9999, 12, 31)]
DAYS += [dt.date(1969, 12, 31), dt.date(2024, 2, 29)]
YES = [True, None, False, True, True, False, True]
LEVELS = ["low", None, "high", "middle", "high", "low", ""]
INTEGERS = [
    pl.Int8,
    pl.Int16,
    pl.Int32,
    pl.Int64,
    pl.Int128,
    pl.UInt8,
    pl.UInt16,
    pl.UInt32,
    pl.UInt64,
]
EXACT = [*INTEGERS, pl.Decimal(9, 0), pl.Decimal(38, 2), pl.Float32, pl.Float64]
DECIMALS = [pl.Decimal(9, 2), pl.Decimal(18, 6), pl.Decimal(38, 18), pl.Float64, pl.Float32]


def typed(**columns: pl.Series) -> tuple[pl.DataFrame, list[dict[str, str | None]]]:
    """The table, and what its cells say as texts."""
    frame = pl.DataFrame({"id": [str(n) for n in range(len(WHOLE))], **columns})
    units_of = {"spent": "元", "budget": "元", "heads": "人次"}
    rows = []
    for index in range(frame.height):
        row: dict[str, str | None] = {}
        for name in columns:
            cell = TOLD[name][index]
            row[name] = None if cell in (None, "") else f"{cell}{units_of.get(name, '')}"
        rows.append(row)
    return frame, rows


TOLD: dict[str, list] = {
    "spent": FRACTIONS,
    "budget": WHOLE,
    "heads": WHOLE,
    "done": [None if each is None else "是" if each else "否" for each in YES],
    "handed_in": [None if each is None else each.isoformat() for each in DAYS],
    "how": LEVELS,
}


def numbers(texts: list, dtype: pl.DataType) -> pl.Series:
    exact = pl.Series([None if each is None else Decimal(each) for each in texts])
    return exact.cast(dtype)


@pytest.mark.parametrize("dtype", EXACT, ids=str)
def test_whole_numbers_in_every_type(dtype: pl.DataType) -> None:
    frame, rows = typed(
        spent=numbers(WHOLE, dtype).alias("spent"),
        heads=numbers(WHOLE, dtype),
        budget=pl.Series(["7"] * 7),
    )
    for row, cell in zip(rows, WHOLE, strict=True):
        row["spent"] = None if cell is None else f"{cell}元"
        row["budget"] = "7元"
    frame = frame.rename({"spent": "spent [元]", "budget": "budget [元]", "heads": "heads [人次]"})
    require_rows(TYPED, frame, rows)


@pytest.mark.parametrize("dtype", DECIMALS, ids=str)
def test_decimals_in_every_type(dtype: pl.DataType) -> None:
    """Money in 万元, exact as it stands; floats are the decimals that they were written from."""
    frame, rows = typed(spent=numbers(FRACTIONS, dtype))
    frame = frame.rename({"spent": "spent [万元]"}).with_columns(budget=pl.lit("31.5 万元"))
    rows = [
        {
            "spent": None if row["spent"] is None else row["spent"].replace("元", "万元"),
            "budget": "31.5万元",
        }
        for row in rows
    ]
    require_rows(TYPED, frame, rows)


def test_what_is_no_number_in_every_type() -> None:
    """Yes and no, days and levels, as types of their own and as texts, in every kind of text."""
    codes = pl.Series(LEVELS)
    for how in (
        codes,
        codes.cast(pl.Categorical),
        codes.cast(pl.Enum(["", "high", "low", "middle"])),
    ):
        for done, handed_in in (
            (pl.Series(YES), pl.Series(DAYS)),
            (pl.Series(TOLD["done"]), pl.Series(TOLD["handed_in"])),
        ):
            frame, rows = typed(how=how, done=done, handed_in=handed_in)
            require_rows(TYPED, frame, rows)


def test_columns_of_arrow() -> None:
    """Dictionaries, large texts, small decimals and views, as other programs hand them over."""
    told = ["5 元", None, "≥3元", "5 元", "7 元", "5元", ""]
    plain = pa.array(told)
    expected_rows = [{"spent": cell or None, "budget": "10元"} for cell in told]
    for column in (
        plain,
        plain.dictionary_encode(),
        plain.cast(pa.large_string()),
        plain.cast(pa.string_view()),
        pa.chunked_array([plain[:2], plain[2:]]),
    ):
        table = pa.table({"spent": column, "budget [元]": pa.array([10] * 7, pa.uint16())})
        scored = perfscore.score_many(table, TYPED, period="2024")
        for row, cells in zip(scored.arrow.to_pylist(), expected_rows, strict=True):
            want = expected(filing_from(TYPED, cells), TYPED)
            assert shown(scored.kernel, row) == want
            assert scored.explain(row["row"]).root.status.value == row["status"]
    for dtype in (pa.decimal32(5, 1), pa.decimal64(9, 2), pa.decimal128(20, 3)):
        numbers = pa.array([Decimal(5), None, Decimal("2.5")]).cast(dtype)
        table = pa.table({"spent [元]": numbers, "budget [元]": [10, 10, 10]})
        scored = perfscore.score_many(table, TYPED, period="2024")
        cells = [{"spent": told, "budget": "10元"} for told in ("5元", None, "2.5元")]
        for row, each in zip(scored.arrow.to_pylist(), cells, strict=True):
            assert shown(scored.kernel, row) == expected(filing_from(TYPED, each), TYPED)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_threads_change_nothing(workers: int) -> None:
    """However many blocks are worked on at once, they come back in order and complete."""
    rubric = small("vetoes")
    rows = drawn(rubric, 30, seed=3)
    frame = table_of_cells(rows)
    whole = perfscore.score_many(frame, rubric, period="2024")
    source = open_source(frame)
    parts = list(chain.from_iterable(results(whole.kernel, source, rows=2, workers=workers)))
    table = pa.Table.from_batches([part.scores for part in parts])
    assert table.to_pylist() == whole.arrow.to_pylist()
    rest = results(whole.kernel, source, skipped=11, rows=2, workers=workers)
    later = list(chain.from_iterable(rest))
    assert (
        pa.Table.from_batches([part.scores for part in later]).to_pylist() == table.to_pylist()[22:]
    )


def test_totals_alone_are_the_totals_beside_all_rows() -> None:
    """Leaving rows out of the table leaves nothing out of the totals."""
    rubric = small("grades")
    frame = table_of_cells(drawn(rubric, 20, seed=5))
    every = perfscore.score_many(frame, rubric, period="2024")
    totals = perfscore.score_many(frame, rubric, period="2024", rows=False)
    assert totals.frame.columns == every.frame.columns[: totals.frame.width]
    assert totals.frame.equals(every.frame.select(totals.frame.columns))
    assert totals.tally.as_record() == every.tally.as_record()


def test_columns_of_types_that_polars_has_none_for(tmp_path: Path) -> None:
    """Nobody needs them: what else stands in the table is scored. Somebody does: it is refused."""
    months = pa.array([None, None, None], pa.month_day_nano_interval())
    large = pa.array([Decimal(5), None, Decimal("2.5")], pa.decimal256(60, 3))
    kept = pa.table({"spent": ["5元", "7元", None], "budget": ["10元"] * 3})
    table = kept.append_column("large", large).append_column("months", months)
    for each in (table, *table.to_batches(), table.to_reader()):
        scored = perfscore.score_many(each, TYPED, period="2024")
        assert scored.arrow.equals(perfscore.score_many(kept, TYPED, period="2024").arrow)
    mapping = TableMapping(columns={"spent": Column(column="large", unit="元")})
    with pytest.raises(UsageError) as caught:
        perfscore.score_many(table, TYPED, mapping=mapping)
    assert (caught.value.code, caught.value.place.locator) == ("column-kind", "large")
    file = tmp_path / "table.parquet"
    pq.write_table(kept.append_column("large", large), file)
    scored = perfscore.score_many(file, TYPED, period="2024")
    assert scored.arrow.equals(perfscore.score_many(kept, TYPED, period="2024").arrow)
    with pytest.raises(FilingError) as unreadable:
        perfscore.score_many(file, TYPED, mapping=mapping)
    assert unreadable.value.code == "table-unreadable"


def test_what_is_stated_beside_what_it_is_worked_out_from() -> None:
    """Agreeing or not, bounded, out of range, said to be missing or not applicable, with parts of
    every kind."""
    rubric = small("worked out, or said to be missing")
    stated = (None, "n.d.", "#N/A", "≥80%", "50%", "90%", "≤40%", "400%")
    rows = [
        {"a": a, "b": b, "rate": rate, "c": "4元", "agreed": "是", "judged": judged, "count": count}
        for rate, (judged, count) in product(stated, ((None, None), ("n.d.", "2"), ("C", "n.d.")))
        for a, b in product(("5元", None, "n.d.", "≥5元", "#N/A"), ("10元", "0元", "#N/A"))
    ]
    require_rows(rubric, table_of_cells(rows), rows)


def test_vetoes_over_what_a_policy_gives() -> None:
    """The first that holds decides, whether it forces or caps; where none does the policy stands."""
    rubric = small("vetoes")
    flags = ("是", "否", None)
    rows = [
        {"how": how, "done": done, "filed": filed, "hours": hours, "late": late, "served": served}
        for how, done, filed in (
            ("不适用", "不适用", "不适用"),
            (None, "不适用", None),
            ("low", "是", "是"),
        )
        for hours, late, served in product(
            ("1小时", "3小时", "9小时", None), flags, ("5人次", "50人次", None)
        )
    ]
    require_rows(rubric, table_of_cells(rows), rows)


def test_requirements_that_fail_or_cannot_be_worked_out() -> None:
    """A target below zero has no ratio; one that may divide by zero leaves that open."""
    rubric = load(
        rubric_text(
            "a: {title: a}\nb: {title: b}\nc: {title: c}\n",
            indicator("ratio", 5, "{kind: attainment, actual: c, target: a / b, better: higher}"),
            indicator(
                "lower", 5, "{kind: attainment, actual: a / b, target: c / a, better: lower}"
            ),
            more=f"grade rules: [{{when: c / a > b, at most: low, title: r, basis: {BASIS}}}]\n"
            "grades: [{id: high, from: 5, title: h}, {id: low, from: 0, title: l}]\n",
        )
    )
    rows = [
        dict(zip("abc", cells, strict=True))
        for cells in product(
            ("-5", "5", "≤-1", "0", "-1~1", None),
            ("0", "2", "0~10", ">0", "≥0", "-3~-1", "-1~1", None),
            ("3", "≥1", "-2", None),
        )
    ]
    require_rows(rubric, table_of_cells(rows), rows)


def test_an_open_end_at_the_edge_of_a_grade() -> None:
    """Less than 5 is not yet good where nothing is rounded, and may be where it is."""
    for rounding in (
        "{digits: 2, mode: half up, at: never}",
        "{digits: 0, mode: half up, at: total}",
    ):
        rubric = load(
            rubric_text(
                'rate: {title: r, unit: "%", at least: 0%}',
                indicator(
                    "it", 10, "{kind: attainment, actual: rate, target: 100%, better: higher}"
                ),
                rounding=rounding,
                more="grades: [{id: best, from: 9, title: b}, {id: good, from: 5, title: g}, "
                "{id: poor, from: 0, title: p}]\n",
            )
        )
        told = ("<50%", "≤50%", ">50%", "≥50%", "50%", "10%~50%", "<90%", ">90%", "<100%", "49.99%")
        rows = [{"rate": rate} for rate in told]
        require_rows(rubric, table_of_cells(rows), rows)
        for row in rows:
            require_rows(rubric, table_of_cells([row]), [row])


def test_rows_that_are_scored_one_by_one_change_no_others() -> None:
    """A row, its group and the total may be one and the same column: what one of them gets for some
    rows, the others do not."""
    for at in ("indicator", "total", "never"):
        rubric = load(
            rubric_text(
                "a: {title: a}\nb: {title: b, more than: 0}\nrate: {title: r, from: a / b}\n"
                "late: {title: late, kind: condition}\n",
                indicator("it", 10, "{kind: attainment, actual: rate, target: 2, better: higher}"),
                rounding=f"{{digits: 1, mode: half up, at: {at}}}",
                more=f"vetoes: [{{when: late, at most: 3, title: v, basis: {BASIS}}}]\n",
            )
        )
        rows = [
            {"a": a, "b": "4", "rate": rate, "late": late}
            for a, rate, late in product(
                ("1", "5", "8", None), (None, "≥1", "1.25"), ("是", "否", None)
            )
        ]
        require_rows(rubric, table_of_cells(rows), rows)


@pytest.mark.parametrize("digits", [0, 2, 6])
def test_decimals_of_both_signs(digits: int) -> None:
    """Integers of the last place as decimals, with nothing where there is none."""
    units = [0, 1, -1, None, 10**18 - 1, 1 - 10**18, -(10**9), None]
    for some in (units, units[:3], units[:2], [None], []):
        told = decimals(pl.Series(some, dtype=pl.Int64), digits)
        told.validate(full=True)
        expected = [None if n is None else Decimal(n).scaleb(-digits) for n in some]
        assert told.to_pylist() == expected


def test_one_row_that_is_open_among_settled_ones() -> None:
    """Only whether it applies is open: it is scored by itself, its ends apart, all others settled."""
    rubric = load(
        rubric_text(
            'rate: {title: r, unit: "%", at least: 0%}\nloans: {title: l, kind: condition}\n',
            indicator(
                "it",
                10,
                "{kind: attainment, actual: rate, target: 100%, better: higher}",
                "applies: loans\nnot applicable: full",
            ),
        )
    )
    rows = [{"rate": f"{n * 7.77 + 1}%", "loans": "是" if n % 3 else "否"} for n in range(9)]
    rows[4]["loans"] = None
    require_rows(rubric, table_of_cells(rows), rows)


def test_rows_too_wide_that_may_not_apply() -> None:
    """What is above adds them up both ways, with their points and without."""
    rubric = load(
        rubric_text(
            "a: {title: a}\nb: {title: b}\nc: {title: c}\n",
            indicator(
                "wide",
                5,
                "{kind: attainment, actual: a * a * a * a * a * a * a, target: b, better: higher}",
                "applies: c > 3\nnot applicable: rescale siblings",
            ),
            indicator("plain", 5, "{kind: attainment, actual: c, target: 9, better: higher}"),
        )
    )
    rows = [
        {"a": a, "b": "99999999999999999.9", "c": c}
        for a, c in product(("1234567.89", "-3", "≥5", None), ("4", "2", "≥5", "≥1", "≤3", None))
    ]
    _, result = require_rows(rubric, table_of_cells(rows), rows)
    assert len({(row["total_low"], row["total_high"]) for row in result.scores.to_pylist()}) > 6
