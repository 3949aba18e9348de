"""Files score as ``score_many`` scores them, whole or not at all, whatever becomes of workers."""
# ruff: noqa: E402 - what may be missing is asked for first

import os
import pickle
import signal
from pathlib import Path

import pytest

pl = pytest.importorskip("polars")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("pyspark")

from departments import ROWS, SCHEMA, departments, write_rubric

import perfscore
from perfscore import spark
from perfscore.batch import run_batch
from perfscore.columns.tally import Tally
from perfscore.errors import FilingError, RubricError, UsageError

OUTPUTS = [
    *(f"_part-{number}.findings.csv" for number in range(3)),
    *(f"part-{number}.parquet" for number in range(3)),
]


@pytest.fixture
def path(tmp_path) -> Path:
    return write_rubric(tmp_path)


@pytest.fixture
def tables(tmp_path) -> list[Path]:
    """Three files with ids of their own, one of them without rows."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = len(ROWS)
    whole = departments(3)
    for number, part in enumerate((whole.slice(0, 2 * rows), whole.slice(2 * rows), whole[:0])):
        pq.write_table(part, folder / f"part-{number}.parquet", row_group_size=5)
    return sorted(folder.iterdir())


def codes(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def require_as_alone(found: spark.ScoredFiles, path: Path, folder: Path, rows: bool) -> None:
    """Scores, findings and counts of every file are those that it has on one machine."""
    rubric, total = perfscore.load_rubric(path), Tally()
    for file in found.files:
        alone = perfscore.score_many(file.table, rubric, rows=rows)
        assert pq.read_table(file.scores).equals(alone.arrow)
        assert file.tally == alone.tally
        assert file.tally.rows == pq.read_metadata(file.table).num_rows
        batch = run_batch(file.table, folder / "alone.parquet", rubric, rows=rows, force=True)
        assert file.findings.read_bytes() == batch.remarks.read_bytes()
        total.add(file.tally)
    assert found.tally == total
    assert (found.tally.scored, found.tally.refused) == (21, 12)


@pytest.mark.parametrize("rows", [True, False])
def test_every_file_is_scored_as_alone(session, tables, path, tmp_path, rows) -> None:
    out = tmp_path / "out"
    found = spark.score_files(tables, out, path, session=session, rows=rows)
    require_as_alone(found, path, tmp_path, rows)
    assert [file.table for file in found.files] == tables
    for file in found.files:
        assert (file.columns_not_read, file.measures_not_stated) == (("note",), ())
    assert visible(out) == OUTPUTS
    assert session.read.parquet(str(out)).count() == 21


@pytest.mark.parametrize("part", [1 << 28, 1000])
def test_ids_are_compared_over_all_files(
    session, tables, path, tmp_path, monkeypatch, part
) -> None:
    monkeypatch.setattr("perfscore.spark.files.PART", part)
    again = departments().slice(0, 2)
    pq.write_table(again, tables[2])
    found = spark.score_files(tables, tmp_path / "out", path, session=session)
    assert [file.tally.said["department-id-repeated"] for file in found.files] == [2, 0, 2]
    assert found.tally.refused == 12 + 4
    scored = pq.read_table(found.files[0].scores)["id"].to_pylist()
    assert not {"tie", "full"} & set(scored)
    assert "below" in scored
    # The same as one table of them all.
    whole = perfscore.score_many(
        pl.concat(pl.read_parquet(table) for table in tables), perfscore.load_rubric(path)
    )
    assert found.tally == whole.tally


def test_files_may_have_columns_of_their_own(session, tables, path, tmp_path) -> None:
    other = departments().slice(0, 3).drop_columns(["lawful", "id"])
    pq.write_table(other, tables[2])
    found = spark.score_files(tables, tmp_path / "out", path, session=session)
    assert found.files[2].measures_not_stated == ("lawful",)
    assert found.files[2].tally.rows == 3
    assert found.tally.said["department-id-repeated"] == 0


def test_what_is_there_is_replaced_only_when_asked_to(session, tables, path, tmp_path) -> None:
    out = tmp_path / "out"
    first = spark.score_files(tables[:1], out, path, session=session)
    before = first.files[0].scores.read_bytes()
    with pytest.raises(UsageError) as caught:
        spark.score_files(tables, out, path, session=session, rows=True)
    assert codes(caught) == ["output-exists"]
    assert first.files[0].scores.read_bytes() == before
    found = spark.score_files(tables, out, path, session=session, rows=True, force=True)
    assert "law.low" in pq.read_table(found.files[0].scores).column_names


def test_outputs_need_places_of_their_own(session, tables, path, tmp_path) -> None:
    other = tmp_path / "other" / tables[0].name
    other.parent.mkdir()
    other.write_bytes(tables[0].read_bytes())
    for given, out, found in (
        ([*tables, other], tmp_path / "out", ["outputs-same-name"] * 2),
        (tables[:1], tables[0].parent, ["output-is-input"]),
        ([], tmp_path / "out", ["tables-none"]),
        (tables, path, ["file-not-written"]),
    ):
        with pytest.raises(UsageError) as caught:
            spark.score_files(given, out, path, session=session, force=True)
        assert codes(caught) == found


def test_one_bad_file_is_an_error_and_nothing_is_written(session, tables, path, tmp_path) -> None:
    out = tmp_path / "out"
    wrong = departments().set_column(
        SCHEMA.get_field_index("lawful"), "lawful", departments()["planned [个]"]
    )
    pq.write_table(wrong, tables[1])
    with pytest.raises(UsageError) as caught:
        spark.score_files(tables, out, path, session=session)
    assert codes(caught) == ["column-kind"]
    assert caught.value.place.document == str(tables[1])
    tables[1].write_bytes(b"PAR1 no more")
    tables[2].unlink()
    with pytest.raises(FilingError) as caught:
        spark.score_files(tables, out, path, session=session)
    assert sorted(codes(caught)) == ["file-missing", "table-unreadable"]
    assert visible(out) == []


def test_another_rubric_on_a_worker_is_refused(
    session, tables, path, tmp_path, monkeypatch
) -> None:
    real = spark.files.shipped_rubric

    def shipped(rubric):
        found = real(rubric)
        write_rubric(tmp_path, lambda text: text.replace("80.5%", "80.4%"))
        return found

    monkeypatch.setattr("perfscore.spark.files.shipped_rubric", shipped)
    with pytest.raises(RubricError) as caught:
        spark.score_files(tables, tmp_path / "out", path, session=session)
    assert codes(caught) == ["rubric-digest-differs"]


def killed_in(markers: dict[str, Path]):
    """The call of a worker's task, which kills its process in the middle of some, once each."""
    real = spark.files.call

    def call(name, common, *given):
        marker = markers.get(name)
        if marker is None or not marker.exists():
            return real(name, common, *given)
        import perfscore.spark.tasks as own

        def killed(*_, **__):
            marker.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

        # Scores have been written by then, and findings have not; or no hash has been sent.
        step = {"scored": "Tally.add", "hashes_of": "np.split"}[name].split(".")
        setattr(getattr(own, step[0]), step[1], killed)
        return real(name, common, *given)

    return call


def test_workers_that_are_killed_change_nothing(
    session, tables, path, tmp_path, monkeypatch
) -> None:
    # Workers compare ids themselves only where there is much to compare.
    monkeypatch.setattr("perfscore.spark.files.PART", 1000)
    markers = {name: tmp_path / name for name in ("hashes_of", "scored")}
    for marker in markers.values():
        marker.touch()
    monkeypatch.setattr("perfscore.spark.files.call", killed_in(markers))
    found = spark.score_files(tables, tmp_path / "out", path, session=session, rows=True)
    assert not any(marker.exists() for marker in markers.values())
    require_as_alone(found, path, tmp_path, rows=True)
    assert visible(tmp_path / "out") == OUTPUTS


def test_attempts_at_the_same_time_do_not_meet(tables, path, tmp_path) -> None:
    from perfscore.shipping import shipped_rubric
    from perfscore.spark.tasks import FileJob, scored

    job = FileJob(shipped_rubric(path), None, "", False, str(tmp_path), pl.__version__)
    first, second = (scored(job, str(tables[0]), "a", []) for _ in range(2))
    assert first.scores != second.scores
    assert Path(first.scores).read_bytes() == Path(second.scores).read_bytes()


def test_workers_have_one_thread(session) -> None:
    def threads(_):
        from perfscore.spark.worker import call

        call("duplicates", pickle.dumps(()), [])
        import polars as pl

        return pl.thread_pool_size()

    assert session.sparkContext.parallelize([0, 1], 2).map(threads).collect() == [1, 1]


def test_another_polars_is_refused(session, tables, path, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pl, "__version__", "0.1")
    with pytest.raises(UsageError) as caught:
        spark.score_files(tables, tmp_path / "out", path, session=session)
    assert codes(caught) == ["polars-version-differs"]
