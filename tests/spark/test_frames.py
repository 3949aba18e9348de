"""Frames score in every row as ``score_many`` does, whatever Spark does with them."""
# ruff: noqa: E402 - what may be missing is asked for first

import os
import signal
from pathlib import Path

import pytest

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
pytest.importorskip("pandas", reason="mapInArrow needs pandas")

from departments import REFUSED, as_score_many, departments, write_rubric
from pyspark.errors import PythonException
from pyspark.sql import functions as fn

import perfscore
from perfscore import spark
from perfscore.errors import UsageError


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return write_rubric(tmp_path_factory.mktemp("rubric"))


@pytest.fixture(scope="module")
def table(session, tmp_path_factory):
    """The departments three times, with Spark's types."""
    file = tmp_path_factory.mktemp("table") / "in.parquet"
    pl.DataFrame(departments(3)).write_parquet(file)
    return session.read.parquet(str(file))


def collected(frame) -> "pl.DataFrame":
    return pl.DataFrame(frame.toArrow()).sort("id", "problem", *frame.columns[3:5])


def wanted(path, copies=3, rows=True) -> "pl.DataFrame":
    found = as_score_many(departments(copies), perfscore.load_rubric(path), rows)
    return found.sort("id", "problem", *found.columns[3:5])


@pytest.mark.parametrize("rows", [True, False])
def test_every_row_is_scored_as_score_many_does(table, path, rows) -> None:
    found = spark.score(table.repartition(3), path, rows=rows)
    assert [kind for _, kind in found.dtypes if kind not in ("string", "decimal(18,2)")] == []
    assert collected(found).equals(wanted(path, rows=rows))
    problems = [row.id for row in found.where("problem is not null").collect()]
    assert len(problems) == 3 * len(REFUSED)


def test_partitions_may_be_empty_columns_in_any_order_and_others_there(table, path) -> None:
    more = {"tags": fn.array(fn.lit(1)), "at": fn.current_timestamp()}
    names = [f"`{name}`" for name in reversed(table.columns)]
    other = table.select(*names).withColumns(more).repartition(40)
    assert collected(spark.score(other, path)).equals(wanted(path))
    nothing = spark.score(table.where("note = 'z'"), path)
    assert nothing.count() == 0
    assert "spending.low" in nothing.columns
    assert nothing.select("`spending.low`").dtypes == [("spending.low", "decimal(18,2)")]


def test_swapped_names_give_what_the_names_say(table, path) -> None:
    names = {"planned [个]": "done [个]", "done [个]": "planned [个]"}
    swapped = table.toDF(*(names.get(name, name) for name in table.columns))
    local = departments(3).rename_columns([names.get(n, n) for n in table.columns])
    rubric = perfscore.load_rubric(path)
    expected = as_score_many(local, rubric).sort("id", "problem", "total_low", "total_high")
    assert collected(spark.score(swapped, path)).equals(expected)
    assert not expected.equals(wanted(path))


def test_ids_that_several_rows_have_are_found_or_asked_not_to_be(table, path) -> None:
    twice = table.where("id = 'full'").unionByName(table)
    found = collected(spark.score(twice, path, rows=False)).filter(id="full")
    assert found["problem"].to_list() == ["id: " + REPEATED] * 2
    alone = collected(spark.score(twice, path, find_repeated_ids=False)).filter(id="full")
    assert alone["problem"].to_list() == [None, None]


REPEATED = "more than one row has this id, and nothing says which of them counts"


def test_names_that_spark_would_take_for_something_else(table, path, tmp_path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text('id: "id.own`x"\ncolumns: {lawful: a.lawful}\n', encoding="utf-8")
    other = table.select(fn.col("id").alias("id.own`x"), fn.col("lawful").alias("a.lawful"))
    found = collected(spark.score(other.limit(1), path, mapping=mapping))
    assert found["law.low"].dtype == pl.Decimal(18, 2)
    assert found["id"].to_list() == ["tie"]


def test_units_of_fields_are_read(session, path) -> None:
    rows = session.createDataFrame([("a", 5000, 1)], "id string, spent long, budget long")
    assert str(spark.score(rows, path).first()["spending.low"]) == "3.00"
    rows = rows.withMetadata("spent", {"unit": "元"}).withMetadata("budget", {"unit": "万元"})
    assert str(spark.score(rows, path).first()["spending.low"]) == "1.50"


def test_wrong_columns_are_found_before_spark_does_anything(table, path) -> None:
    for change, code in (
        ({"lawful": fn.current_timestamp()}, "column-kind"),
        ({"lawful": fn.array(fn.lit(1))}, "column-kind"),
        ({"budget": fn.lit(1)}, "measure-two-columns"),
    ):
        with pytest.raises(UsageError) as caught:
            spark.score(table.withColumns(change), path)
        assert caught.value.code == code
    with pytest.raises(UsageError) as caught:
        spark.score(table.drop("id"), path)
    assert caught.value.code == "rows-not-told-apart"
    with pytest.raises(UsageError) as caught:
        spark.score(table, perfscore.load_rubric(path))
    assert caught.value.code == "rubric-without-path"


def test_another_rubric_on_a_worker_is_told_in_the_error_of_spark(table, tmp_path) -> None:
    path = write_rubric(tmp_path)
    scores = spark.score(table, path)
    write_rubric(tmp_path, lambda text: text.replace("80.5%", "80.4%"))
    with pytest.raises(PythonException, match="rubric-digest-differs"):
        scores.collect()


def test_a_worker_that_is_killed_changes_nothing(table, path, tmp_path, monkeypatch) -> None:
    marker = tmp_path / "once"
    marker.touch()
    real = spark.frames.score_batches

    def killed_once(kernel, batches):
        for batch in real(kernel, batches):
            yield batch
            if marker.exists():
                marker.unlink()
                os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("perfscore.spark.frames.score_batches", killed_once)
    assert collected(spark.score(table, path)).equals(wanted(path))
    assert not marker.exists()


def test_installed_rubrics_go_by_name(session, guangzhou) -> None:
    rows = session.createDataFrame([("a", "87.5%"), ("b", None)], "id string, spending_rate string")
    local = pa.table({"id": ["a", "b"], "spending_rate": ["87.5%", None]})
    expected = as_score_many(local, guangzhou)
    assert pl.DataFrame(spark.score(rows, guangzhou).orderBy("id").toArrow()).equals(expected)
    assert str(expected["total_low"][0]) == "8.75"
