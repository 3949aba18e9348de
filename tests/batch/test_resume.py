"""A run that was interrupted comes to the same bytes when it is gone on with, wherever it ended."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from making import indicator, load, rubric_text

from perfscore.batch import run_batch
from perfscore.errors import UsageError

CHILD = Path(__file__).with_name("interrupted.py")
SIZES = {"block": 64, "part": 3}
RULE = "{kind: attainment, actual: spent, target: 900元, better: higher}"
MEASURES = "spent: {title: spent, unit: 元, at least: 0}"
RUBRIC = load(rubric_text(MEASURES, indicator("it", 10, RULE)))


def table(path: Path, rows: int) -> Path:
    """Departments, of which some say nothing and some what cannot be read."""
    cells = [f"{n * 7 % 1000}元" if n % 50 else "1,2,3元" if n % 100 else None for n in range(rows)]
    frame = pl.DataFrame({"id": [str(n) for n in range(rows)], "spent": cells})
    # Row groups of a block each: what is read, and so what a part is made of, follows them.
    frame.write_parquet(path, row_group_size=64)
    return path


@pytest.mark.parametrize(
    ("suffix", "rows", "moments"),
    [(".parquet", 256, "1"), (".csv", 256, "9"), (".parquet", 3000, "1 1"), (".csv", 3000, "1 1")],
    ids=["every moment", "every ninth, CSV", "large", "large, CSV"],
)
def test_killed_and_gone_on_with(tmp_path: Path, suffix: str, rows: int, moments: str) -> None:
    """Killed at its N-th file operation, for every N, and some of the runs twice."""
    path = table(tmp_path / "table.parquet", rows)
    done = subprocess.run(
        [sys.executable, CHILD, path, suffix, *moments.split()],
        env={**os.environ, "PYTHONPATH": str(CHILD.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "moments of" in done.stdout


class Interrupted(Exception):
    """What ends a run in these tests."""


def unfinished(path: Path, output: Path, rubric=RUBRIC, **more) -> Path:
    """A run that ends when its first part is done; the folder that it leaves."""

    def stop(_done: int, _of: int | None) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        run_batch(path, output, rubric, progress=stop, **(SIZES | more))
    folder = output.with_name(f"{output.name}.unfinished")
    assert folder.is_dir() and not output.exists()
    return folder


def test_it_goes_on_behind_the_last_part(tmp_path: Path) -> None:
    path = table(tmp_path / "table.parquet", 500)
    output = tmp_path / "out.parquet"
    folder = unfinished(path, output)
    assert json.loads((folder / "part-00000.json").read_text("utf-8"))["scored"] > 180
    told = []
    finished = run_batch(
        path, output, RUBRIC, resume=True, progress=lambda *done: told.append(done), **SIZES
    )
    assert told == [(384, 500), (500, 500)]
    assert finished.tally.rows == 500
    assert not folder.exists()


def test_an_unfinished_run_is_not_passed_over(tmp_path: Path) -> None:
    """Neither gone on with nor begun again unless somebody says so."""
    path, output = table(tmp_path / "table.parquet", 300), tmp_path / "out.parquet"
    folder = unfinished(path, output)
    with pytest.raises(UsageError) as caught:
        run_batch(path, output, RUBRIC, **SIZES)
    assert (caught.value.code, caught.value.place.document) == ("batch-unfinished", str(folder))
    assert folder.is_dir()


def other_rubric():
    return load(rubric_text(MEASURES, indicator("it", 10, RULE.replace("900", "901"))))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("input", "input"),
        ("same bytes, later", "input"),
        ("rubric", "rubric"),
        ("mapping", "columns"),
        ("rows", "rows"),
        ("period", "period"),
        ("block", "block"),
        ("part", "part"),
    ],
)
def test_what_has_changed_cannot_be_gone_on_with(tmp_path: Path, change: str, named: str) -> None:
    """The error names what is no longer the same; --force starts again, and comes to what a new
    run comes to."""
    path, output = table(tmp_path / "table.parquet", 500), tmp_path / "out.parquet"
    folder = unfinished(path, output)
    rubric, more = RUBRIC, dict(SIZES)
    match change:
        case "input":
            table(path, 499)
        case "same bytes, later":
            os.utime(path, ns=(1, 1))
        case "rubric":
            rubric = other_rubric()
        case "mapping":
            mapping = tmp_path / "mapping.yaml"
            mapping.write_text("columns: {spent: {column: spent, values: {x: 5元}}}\n", "utf-8")
            more["mapping"] = mapping
        case "rows":
            more["rows"] = True
        case "period":
            more["period"] = "2023"
        case "block" | "part":
            more[change] = 2
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    with pytest.raises(UsageError) as caught:
        run_batch(path, output, rubric, resume=True, **more)
    assert (caught.value.code, caught.value.place.document) == ("batch-changed", str(folder))
    assert dict(caught.value.problems[0].details)["found"] == named
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before
    run_batch(path, output, rubric, force=True, **more)
    new = tmp_path / "new.parquet"
    run_batch(path, new, rubric, **more)
    assert output.read_bytes() == new.read_bytes()


def test_bytes_depend_on_nothing_but_the_job(tmp_path: Path) -> None:
    """Two runs of one job are the same; in blocks of other sizes the scores are."""
    path = table(tmp_path / "table.parquet", 300)
    frames = []
    for name, sizes in (("a", SIZES), ("b", SIZES), ("c", {"block": 7, "part": 1}), ("d", {})):
        run_batch(path, tmp_path / f"{name}.parquet", RUBRIC, rows=True, **sizes)
        run_batch(path, tmp_path / f"{name}x.csv", RUBRIC, rows=True, **sizes)
        frames.append(pl.read_parquet(tmp_path / f"{name}.parquet"))
    for kind in (".parquet", "x.csv", "x.findings.csv", ".findings.csv"):
        one, two = ((tmp_path / f"{name}{kind}").read_bytes() for name in "ab")
        assert one == two
    for other in frames[1:]:
        assert other.equals(frames[0])
    texts = {(tmp_path / f"{name}x.csv").read_bytes() for name in "abcd"}
    assert len(texts) == 1


def test_resuming_what_was_never_begun_begins_it(tmp_path: Path) -> None:
    path, output = table(tmp_path / "table.parquet", 100), tmp_path / "out.parquet"
    assert run_batch(path, output, RUBRIC, resume=True).tally.rows == 100
    with pytest.raises(UsageError) as caught:
        run_batch(path, output, RUBRIC, resume=True)
    assert caught.value.code == "output-exists"
