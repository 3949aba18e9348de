"""Tables with something wrong: one test each, with the exact problem and its place."""

import gzip
import math
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from making import indicator, load, rubric_text

import perfscore
from perfscore.columns.mapping import Column, TableMapping
from perfscore.columns.score_many import results
from perfscore.columns.sources import open_source
from perfscore.errors import FilingError, UsageError

RUBRIC = load(
    rubric_text(
        """spent: {title: spent, unit: 元, at least: 0}
rate: {title: rate, unit: "%", at least: 0%}
plain: {title: plain}
heads: {title: heads, unit: 人次, whole: true}
done: {title: done, kind: condition}
how: {title: how, kind: level, levels: [low, high]}
handed_in: {title: handed in, kind: date}
""",
        indicator("spent", 3, "{kind: attainment, actual: spent, target: 10万元, better: higher}"),
        indicator("rate", 3, "{kind: attainment, actual: rate, target: 100%, better: higher}"),
        indicator("plain", 3, "{kind: attainment, actual: plain, target: 8, better: higher}"),
        indicator("heads", 3, "{kind: attainment, actual: heads, target: 7人次, better: higher}"),
        indicator("done", 3, "{kind: pass or fail, when: done and handed_in <= 2024-03-31}"),
        indicator("how", 3, "{kind: answers, of: how, shares: {low: 0, high: 1}}"),
        points=18,
    )
)


def many(table, **more):
    return perfscore.score_many(table, RUBRIC, period="2024", **more)


def test_digits_of_other_scripts_are_read_as_in_a_filing() -> None:
    """Full-width digits are numbers, others are refused; neither ends the run."""
    scored = many(pl.DataFrame({"plain": ["１２", "8", "-0.50", "7.125", "٣", None]}))
    require_explained(scored)
    assert scored.remarks["row"].to_list() == [4]


def usage(table, **more) -> list[tuple[str, str, str]]:
    """What is wrong with the columns of a table: code, document and locator."""
    with pytest.raises(UsageError) as caught:
        many(table, **more)
    return [(p.code, p.place.document, p.place.locator) for p in caught.value.problems]


def broken(table, **more) -> tuple[str, str]:
    """What is wrong with a file: one problem, that says which file it is in."""
    with pytest.raises(FilingError) as caught:
        many(table, **more)
    assert caught.value.render("zh") and caught.value.render("en")
    (problem,) = caught.value.problems
    return problem.code, problem.place.document


def said(scored) -> list[tuple[int, str, str, str]]:
    """Row, column, code and cell of every remark."""
    rows = scored.remarks.select("row", "column", "code", "cell").rows()
    assert all(scored.remarks["message"]) and all(scored.remarks["message_zh"])
    return rows


def scores(scored, row: str = "spent") -> list:
    """The score of one indicator in every row that has been scored."""
    return [str(low) for low in scored.frame[f"{row}.low"]]


def require_explained(scored) -> None:
    """Every row is what it is alone."""
    for row in scored.arrow.to_pylist():
        card = scored.explain(row["row"])
        assert (card.total.low, card.total.high) == (
            Fraction(row["total_low"]),
            Fraction(row["total_high"]),
        )


# Columns


def test_columns_of_a_mapping_that_are_missing() -> None:
    columns = {"spent": Column(column="paid"), "rate": Column(column="share", unit="%")}
    mapping = TableMapping(id="code", name="unit", columns=columns)
    frame = pl.DataFrame({"paid": ["1元"]})
    missing = ("column-missing", "", "")
    assert usage(frame, mapping=mapping) == [missing, missing, missing]


def test_everything_that_is_wrong_with_a_mapping_comes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(
        """columns:
  spent: paid
  rat: share
  rate: {column: share, unit: 元}
  done: flag
  heads: {column: heads, unit: heads}
""",
        encoding="utf-8",
    )
    frame = pl.DataFrame({"share": [1], "flag": [1], "heads": [1]})
    assert usage(frame, mapping=path) == [
        ("measure-unknown", str(path), "rat"),
        ("column-missing", "", ""),
        ("column-unit", "", "share"),
        ("column-kind", "", "flag"),
        ("unit-unknown", "", "heads"),
    ]


def test_a_mapping_that_is_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("columns: {spent: {column: a, units: 元}}\n", encoding="utf-8")
    assert usage(pl.DataFrame({"a": [1]}), mapping=path) == [("key-unknown", str(path), "")]
    path.write_text("columns: {}\n", encoding="utf-8")
    assert [code for code, _, _ in usage(pl.DataFrame({"a": [1]}), mapping=path)] == [
        "list-too-short"
    ]
    assert usage(pl.DataFrame({"a": [1]}), mapping=tmp_path / "none.yaml") == [
        ("file-missing", str(tmp_path / "none.yaml"), "")
    ]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("spent", [True]),
        ("spent", pl.Series(["2024-01-01"]).str.to_date()),
        ("rate", [["1"]]),
        ("done", [1]),
        ("done", [1.0]),
        ("how", [1]),
        ("how", [True]),
        ("handed_in", [20240331]),
        ("handed_in", pl.Series(["2024-01-01"]).str.to_datetime()),
        ("plain", [{"a": 1}]),
        ("plain", [b"1"]),
    ],
    ids=str,
)
def test_a_column_of_a_wrong_type(name: str, cells) -> None:
    assert usage(pl.DataFrame({name: cells})) == [("column-kind", "", name)]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("spent [%]", "column-unit"),
        ("spent [小时]", "column-unit"),
        ("spent [quux]", "unit-unknown"),
        ("rate", "column-unit"),
        ("rate []", "column-unit"),
        ("rate [元]", "column-unit"),
        ("plain [元]", "column-unit"),
        ("plain [%]", "column-unit"),
        ("heads [人]", "column-unit"),
    ],
)
def test_a_column_in_a_wrong_unit(column: str, code: str) -> None:
    assert usage(pl.DataFrame({column: [1]})) == [(code, "", column)]


def test_texts_without_a_sign_of_their_unit() -> None:
    """A rate needs its sign, in the cell or on the column; money may leave its unit out."""
    bare = many(pl.DataFrame({"rate": ["50", "50%"], "spent": ["50000", "5万元"]}))
    assert said(bare) == [(0, "rate", "cell-left-out", "50")]
    assert scores(bare) == ["1.50", "1.50"]
    assert said(many(pl.DataFrame({"rate [%]": ["50", "50%"]}))) == []
    assert usage(pl.DataFrame({"rate [quux]": ["50%"]})) == [("unit-unknown", "", "rate [quux]")]
    assert usage(pl.DataFrame({"rate [元]": ["50%"]})) == [("column-unit", "", "rate [元]")]


def arrow(name: str, unit: str | None, cells) -> pa.Table:
    column = pa.array(cells)
    metadata = None if unit is None else {"unit": unit}
    return pa.Table.from_arrays(
        [column], schema=pa.schema([pa.field(name, column.type, metadata=metadata)])
    )


def test_units_in_the_file_in_the_name_and_in_a_mapping(tmp_path: Path) -> None:
    """What stands nearest to the reader counts: the mapping, then the name, then the file."""
    for table, mapping, expected in (
        (arrow("spent", "万元", [5]), None, "1.50"),
        (arrow("spent [元]", "万元", [50000]), None, "1.50"),
        (arrow("spent", "万元", [50000]), {"spent": Column(column="spent", unit="元")}, "1.50"),
        (
            arrow("spent [万元]", None, [50000]),
            {"spent": Column(column="spent [万元]", unit="元")},
            "1.50",
        ),
        (arrow("paid [万元]", "元", [5]), {"spent": Column(column="paid [万元]")}, "1.50"),
        (arrow("spent", "万元", [5]), {"spent": Column(column="spent")}, "1.50"),
        (arrow("x", " 万元 ", [5]), {"spent": Column(column="x")}, "1.50"),
    ):
        given = None if mapping is None else TableMapping(columns=mapping)
        assert scores(many(table, mapping=given)) == [expected]
        file = tmp_path / "table.parquet"
        pq.write_table(table, file)
        assert scores(many(file, mapping=given)) == [expected]
    assert usage(arrow("spent", "quux", [5])) == [("unit-unknown", "", "spent")]
    assert usage(arrow("spent", "%", [5])) == [("column-unit", "", "spent")]


def test_a_declared_unit_is_never_passed_over() -> None:
    """A column of per cents that is mapped to a plain number is refused, not read as one."""
    mapping = TableMapping(columns={"plain": Column(column="share")})
    assert usage(arrow("share", "%", [5]), mapping=mapping) == [("column-unit", "", "share")]


def test_brackets_twice() -> None:
    """Only the last brackets hold a unit; what stands before them is the name."""
    assert usage(pl.DataFrame({"spent [x] [元]": [1]})) == [("table-states-nothing", "", "")]
    assert usage(pl.DataFrame({"spent [[元]]": [1]})) == [("table-states-nothing", "", "")]
    scored = many(pl.DataFrame({"spent [x] [元]": [1], "plain": [8]}))
    assert scored.columns_not_read == ("spent [x] [元]",)
    assert "spent" in scored.measures_not_stated
    twice = TableMapping(columns={"spent": Column(column="spent [x] [元]", unit="元")})
    assert scores(many(pl.DataFrame({"spent [x] [元]": [50000]}), mapping=twice)) == ["1.50"]


def test_two_columns_for_one_measure() -> None:
    assert usage(pl.DataFrame({"spent [元]": [1], "spent [万元]": [1]})) == [
        ("measure-two-columns", "", "")
    ]


def test_a_table_that_states_nothing() -> None:
    assert usage(pl.DataFrame({"Spent": [1], "x": [1]})) == [("table-states-nothing", "", "")]
    assert usage(pl.DataFrame()) == [("table-states-nothing", "", "")]


def test_an_object_that_is_no_table() -> None:
    with pytest.raises(TypeError, match="not list"):
        many([{"spent": 1}])


# Cells


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([Decimal(10) ** 37, Decimal(1), Decimal(-1)], dtype=pl.Decimal(38, 0)),
        pl.Series([Decimal("9" * 38), Decimal(1)], dtype=pl.Decimal(38, 0)),
        pl.Series(
            [Decimal("9" * 19 + "." + "9" * 19), Decimal("0." + "0" * 18 + "1")],
            dtype=pl.Decimal(38, 19),
        ),
        pl.Series([2**64 - 1, 0], dtype=pl.UInt64),
        pl.Series([2**63 - 1, -(2**63)], dtype=pl.Int64),
        pl.Series([2**127 - 1, -(2**127), 5], dtype=pl.Int128),
        pl.Series([-(2**127)], dtype=pl.Int128),
    ],
    ids=range(7),
)
def test_numbers_that_need_many_digits(cells: pl.Series) -> None:
    """The largest numbers of every type: scored as each of them is alone."""
    for column in (
        "spent [元]",
        "spent [万元]",
        "spent [亿元]",
        "rate [%]",
        "plain",
        "heads [人次]",
    ):
        scored = many(pl.DataFrame({column: cells}))
        assert scored.tally.rows == len(cells)
        require_explained(scored)
        codes = {row: code for row, _, code, _ in said(scored)}
        for row, cell in enumerate(cells):
            is_fine = cell == round(Fraction(cell), 18)
            too_long = abs(cell) >= 10**18 or not is_fine
            assert (codes.get(row) == "number-too-long") == too_long
        assert set(codes.values()) <= {"cell-out-of-range", "number-too-long"}


def test_one_bad_cell_among_many() -> None:
    """It is refused with its row; nothing else is touched."""
    texts = [f"{n}元" for n in range(2000)]
    texts[1234] = "12,34,5元"
    scored = many(pl.DataFrame({"id": [f"d{n}" for n in range(2000)], "spent": texts}))
    assert said(scored) == [(1234, "spent", "value-number-expected", "12,34,5元")]
    assert scored.remarks["id"].to_list() == ["d1234"]
    assert scored.remarks["refused"].to_list() == [True]
    rows = scored.frame["row"].to_list()
    assert rows == [n for n in range(2000) if n != 1234]
    assert (scored.tally.scored, scored.tally.refused) == (1999, 1)
    with pytest.raises(FilingError):
        scored.explain(1234)
    assert scored.explain(1235)["spent"].score == perfscore.Bounds(
        Fraction("0.04"), Fraction("0.04")
    )


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        (0.1 + 0.2, None),
        (1 / 3, None),
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
        (1e300, None),
        (5e-324, None),
        (2.0**53, None),
        (1e-7, None),
        (4.0000001, None),
        (-0.0, "0.00"),
        (0.1, "0.04"),
        (4.000001, "1.50"),
        (2.0**53 - 1, "3.00"),
        (1e15, "3.00"),
    ],
)
def test_floats_count_where_they_are_decimals(cell: float, score: str | None) -> None:
    """One float that is no decimal is refused; those beside it stay what they are."""
    scored = many(pl.DataFrame({"plain": [4.0, cell, None, 0.5]}))
    beside = ["1.50", "0.00", "0.19"]
    if score is None:
        ((row, column, code, told),) = said(scored)
        assert (row, column, code) == (1, "plain", "cell-inexact")
        assert repr(float(told)) == repr(cell)
        assert scores(scored, "plain") == beside
    else:
        assert said(scored) == []
        assert scores(scored, "plain") == [beside[0], score, *beside[1:]]
    require_explained(scored)


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        (0.1, "0.04"),
        (12.34, "3.00"),
        (4.1, "1.54"),
        (16777215.0, "3.00"),
        (16777216.0, None),
        (1 / 3, None),
    ],
)
def test_floats_of_32_bits(cell: float, score: str | None) -> None:
    """0.1 in 32 bits is another number than in 64, and stands for 0.1 as well."""
    scored = many(pl.DataFrame({"plain": pl.Series([4.0, cell], dtype=pl.Float32)}))
    assert scores(scored, "plain") == (["1.50"] if score is None else ["1.50", score])
    assert [code for _, _, code, _ in said(scored)] == (["cell-inexact"] if score is None else [])
    require_explained(scored)


def test_numbers_that_are_not_possible_count_as_missing() -> None:
    frame = pl.DataFrame(
        {"id": ["a", "b", "c"], "heads [人次]": [7.0, 1.5, -1.0], "spent [元]": [-1, 0, 1]}
    )
    scored = many(frame)
    assert said(scored) == [
        (0, "spent [元]", "cell-out-of-range", "-1"),
        (1, "heads [人次]", "cell-out-of-range", "1.5"),
        (2, "heads [人次]", "cell-out-of-range", "-1.0"),
    ]
    assert scored.tally.refused == 0
    require_explained(scored)


def test_numbers_in_texts_of_every_length() -> None:
    """Plain digits are read all at once, any other text by itself; both come to the same."""
    texts = ["1.5", "0.25", "4", "-0.5", " 2.125 ", "3.000001", "0", "8.0", "0.1", None, "", "≥4"]
    texts += ["1.50", "02", "+3", "1e0", "2.5e-1", "4.", ".5", "1.25个"]
    scored = many(pl.DataFrame({"plain": texts}))
    expected = {"1.5": "0.56", "0.25": "0.09", "4": "1.50", " 2.125 ": "0.80", "3.000001": "1.13"}
    expected |= {"0": "0.00", "8.0": "3.00", "0.1": "0.04", "1.50": "0.56", "1e0": "0.38"}
    expected |= {"2.5e-1": "0.09"}
    found = scored.frame.filter(pl.col("plain.low") == pl.col("plain.high"))
    known = {texts[row]: str(low) for row, low in found.select("row", "plain.low").rows()}
    assert {text: known.get(text) for text in expected} == expected
    require_explained(scored)


def test_remarks_stand_at_their_own_rows() -> None:
    """Plain numbers and other texts are read apart, and refused or left out where they stand."""
    cells = ["5元", "-3", "1,2,3元", "-4元", "7", None, "-5", "≥3"]
    scored = many(pl.DataFrame({"id": list("abcdefgh"), "spent": cells}))
    assert [(row, cell) for row, _, _, cell in said(scored)] == [
        (1, "-3"),
        (2, "1,2,3元"),
        (3, "-4元"),
        (6, "-5"),
    ]
    assert scored.remarks["id"].to_list() == ["b", "c", "d", "g"]
    assert scored.frame["id"].to_list() == list("abdefgh")
    require_explained(scored)


def test_conditions_as_programs_write_them() -> None:
    """TRUE, False and YES are yes and no; any other text is what it would be in a filing."""
    cells = ["TRUE", "False", " true ", "YES", "是", "否", "n.d.", "MET"]
    frame = pl.DataFrame({"done": cells, "handed_in": ["2024-03-31"] * len(cells)})
    scored = many(frame)
    assert scores(scored, "done") == ["3.00", "0.00", "3.00", "3.00", "3.00", "0.00"]
    assert [(row, code) for row, _, code, _ in said(scored)] == [
        (6, "value-not-yes-or-no"),
        (7, "value-not-yes-or-no"),
    ]


# Ids


def test_ids_that_are_not_theirs_alone() -> None:
    """All rows with the id are refused, wherever they stand."""
    frame = pl.DataFrame({"id": ["a", "b", "a", None, "c", "c", "c", "d"], "plain": [8] * 8})
    scored = many(frame)
    assert scored.frame["id"].to_list() == ["b", "d"]
    repeated, missing = "department-id-repeated", "department-id-missing"
    expected = [(0, repeated, "a"), (2, repeated, "a"), (3, missing, None)]
    expected += [(row, repeated, "c") for row in (4, 5, 6)]
    assert scored.remarks.select("row", "code", "id").rows() == expected
    for size in (1, 2, 3):
        parts = list(chain.from_iterable(results(scored.kernel, open_source(frame), rows=size)))
        assert pl.concat([part.remarks for part in parts]).equals(scored.remarks)
        assert sum(part.tally.refused for part in parts) == 6


def test_ids_of_several_columns() -> None:
    frame = pl.DataFrame(
        {"a": ["x", "x", "y", None, "y"], "b": [1, 2, 1, 1, 1], "n": ["p"] * 5, "plain": [8] * 5}
    )
    mapping = TableMapping(id=("a", "b"), name="n", columns={"plain": Column(column="plain")})
    scored = many(frame, mapping=mapping)
    assert scored.frame["id"].to_list() == ["x 1", "x 2"]
    assert scored.remarks["code"].to_list() == [
        "department-id-repeated",
        "department-id-missing",
        "department-id-repeated",
    ]
    assert scored.remarks["column"].unique().to_list() == ["a b"]


def test_a_table_without_ids_counts_its_rows() -> None:
    scored = many(pl.DataFrame({"plain": [8, 8]}))
    assert scored.frame["id"].to_list() == ["0", "1"]


def test_a_row_that_is_not_there() -> None:
    scored = many(pl.DataFrame({"plain": [8, 8]}))
    for row in (2, -1, 10**9):
        with pytest.raises(UsageError) as caught:
            scored.explain(row)
        assert caught.value.code == "row-unknown"


# Files


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def parquet(path: Path, frame: pl.DataFrame) -> Path:
    pq.write_table(frame.to_arrow(), path, compression="none")
    return path


def test_a_path_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    for name in ("none.csv", "none.parquet"):
        assert broken(tmp_path / name) == ("file-missing", str(tmp_path / name))
    for name in ("folder.csv", "folder.parquet"):
        (tmp_path / name).mkdir()
        assert broken(tmp_path / name) == ("file-is-folder", str(tmp_path / name))


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.parquet", "t.csv.gz"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, b"")
    assert broken(path) == ("table-empty", str(path))


def test_a_table_without_rows(tmp_path: Path) -> None:
    frame = pl.DataFrame(schema={"id": pl.String, "spent": pl.String})
    files = [
        parquet(tmp_path / "t.parquet", frame),
        written(tmp_path / "a.csv", "id,spent\n"),
        written(tmp_path / "b.csv", "id,spent"),
        written(tmp_path / "c.csv", "\ufeffid,spent\r\n"),
    ]
    for table in (frame, frame.to_arrow(), *files):
        scored = many(table)
        assert (scored.arrow.num_rows, scored.remarks.height, scored.tally.rows) == (0, 0, 0)
        assert scored.arrow.schema == many(pl.DataFrame({"spent": ["1元"]})).arrow.schema


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("t.parquet", "table-unreadable"),
        ("t.pq", "table-unreadable"),
        ("t.csv.gz", "table-unreadable"),
        ("t.xlsx", "file-kind-unknown"),
        ("t", "file-kind-unknown"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, name: str, code: str) -> None:
    path = written(tmp_path / name, "id,spent\n1,2\n")
    assert broken(path) == (code, str(path))


def test_a_parquet_file_that_ends_early(tmp_path: Path) -> None:
    """Every length has one clear error."""
    frame = pl.DataFrame(
        {"id": [str(n) for n in range(300)], "spent": [f"{n}元" for n in range(300)]}
    )
    path = parquet(tmp_path / "t.parquet", frame)
    content = path.read_bytes()
    for length in {
        *range(1, 20),
        *range(20, len(content) - 20, 97),
        *range(len(content) - 20, len(content)),
    }:
        written(path, content[:length])
        assert broken(path) == ("table-unreadable", str(path))


def test_a_parquet_file_with_bytes_that_changed(tmp_path: Path) -> None:
    """It is read, or refused: never anything else. What was changed inside a page may be read."""
    frame = pl.DataFrame({"id": [str(n) for n in range(300)], "spent [元]": list(range(300))})
    path = parquet(tmp_path / "t.parquet", frame)
    content = bytearray(path.read_bytes())
    outcomes = set()
    for at in range(0, len(content), 29):
        changed = bytearray(content)
        changed[at] ^= 0xFF
        written(path, bytes(changed))
        try:
            many(path)
        except (FilingError, UsageError) as error:
            outcomes.add(error.code)
    assert outcomes <= {"table-unreadable", "table-states-nothing", "column-kind", "column-unit"}
    assert "table-unreadable" in outcomes


def test_a_file_that_turns_out_to_be_broken_in_the_middle(tmp_path: Path) -> None:
    """The header can be read and the rows cannot."""
    frame = pl.DataFrame(
        {"id": [str(n) for n in range(5000)], "spent": [f"{n}元" for n in range(5000)]}
    )
    path = tmp_path / "t.parquet"
    pq.write_table(frame.to_arrow(), path, compression="zstd", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[2000:2200] = bytes(200)
    assert broken(written(path, bytes(content))) == ("table-unreadable", str(path))


CSV = "id,spent,rate\na,5万元,50%\nb,,7%\n"
GOOD = ["1.50", "0.00"]


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        "\ufeff" + CSV,
        CSV.replace("\n", "\r\n"),
        CSV.rstrip("\n"),
        CSV.replace("5万元", '"5万元"'),
        'id,spent,rate,note\na,5万元,50%,"one\ntwo ""x"", three"\nb,,7%,\n',
        CSV + "\n",
        '"id","spent","rate"\n"a","5万元","50%"\n"b","","7%"\n',
    ],
    ids=[
        "plain",
        "BOM",
        "CRLF",
        "no last line end",
        "quotes",
        "line end in quotes",
        "blank line",
        "all quoted",
    ],
)
def test_csv_files_as_programs_write_them(tmp_path: Path, content: str) -> None:
    for path in (
        written(tmp_path / "t.csv", content),
        written(tmp_path / "t.csv.gz", gzip.compress(content.encode())),
    ):
        scored = many(path)
        assert scores(scored) == GOOD and said(scored) == []
        assert scored.frame["id"].to_list() == ["a", "b"]
        require_explained(scored)
    tabbed = written(tmp_path / "t.tsv", content.replace(",", "\t").replace('"\tthree', '", three'))
    assert scores(many(tabbed)) == GOOD


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (CSV + "c,1元\n", "table-unreadable"),
        (CSV + "c,1元,1%,x\n", "table-unreadable"),
        (CSV + "c,1,000元,1%\n", "table-unreadable"),
        (CSV + 'c,"1元,1%\n', "table-unreadable"),
        (CSV.encode() + b"c,\xff\xfe,1%\n", "file-encoding"),
        (CSV.encode("gb18030"), "file-encoding"),
        (CSV.encode("utf-16"), "file-encoding"),
        ("编号,spent\n1,1元\n".encode("gb18030"), "file-encoding"),
        ("id,spent,spent\n1,2元,3元\n", "column-twice"),
        ("id,spent,\n1,2元,\n", None),
        ("id,,spent,\n1,,2元,\n", "column-twice"),
        ("x" * 200_000 + ",spent\n1,2元\n", None),
        ('"i\nd",spent\n1,2元\n', None),
        ("id,spent\n1,2元\x00\n", None),
        ("id\x00,spent\n1,2元\n", None),
    ],
    ids=range(15),
)
def test_csv_files_with_something_wrong(
    tmp_path: Path, content: str | bytes, code: str | None
) -> None:
    """One clear error, or all rows; never fewer of them."""
    path = written(tmp_path / "t.csv", content)
    if code is not None:
        assert broken(path) == (code, str(path))
        return
    try:
        scored = many(path)
    except FilingError as error:
        assert error.code == "table-unreadable" and error.place.document == str(path)
    else:
        assert scored.tally.rows == 1


def test_a_csv_file_of_one_column_keeps_its_empty_cells(tmp_path: Path) -> None:
    """A row is a row, even if nothing stands in it."""
    path = written(tmp_path / "t.csv", "spent\n5万元\n\n2万元\n")
    scored = many(path)
    assert [scored.tally.rows, scores(scored)] == [3, ["1.50", "0.00", "0.60"]]


def test_a_compressed_file_that_ends_early(tmp_path: Path) -> None:
    content = gzip.compress((CSV + "c,1元,1%\n" * 5000).encode())
    for length in (5, 20, len(content) // 2, len(content) - 4):
        path = written(tmp_path / "t.csv.gz", content[:length])
        assert broken(path) == ("table-unreadable", str(path))


def test_errors_of_columns_name_the_file(tmp_path: Path) -> None:
    path = parquet(tmp_path / "t.parquet", pl.DataFrame({"rate": [5], "done": [5]}))
    assert usage(path) == [
        ("column-unit", str(path), "rate"),
        ("column-kind", str(path), "done"),
    ]
