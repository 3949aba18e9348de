"""Whole runs: what stands at the output is complete, and what goes wrong says so."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from making import indicator, load, rubric_text

import perfscore
from perfscore.batch import run_batch
from perfscore.errors import FilingError, UsageError

RULE = "{kind: attainment, actual: spent, target: 900元, better: higher}"
GRADES = "grades: [{id: good, from: 5, title: good}, {id: poor, from: 0, title: poor}]\n"
TEXT = rubric_text(
    "spent: {title: spent, unit: 元, at least: 0}", indicator("it", 10, RULE), more=GRADES
)
RUBRIC = load(TEXT)


def table(path: Path, rows: int = 20, **columns) -> Path:
    cells = [f"{n * 7}元" if n % 5 else "1,2,3元" if n % 2 else None for n in range(rows)]
    frame = pl.DataFrame({"id": [f"d{n}" for n in range(rows)], "spent": cells, **columns})
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
    return path


def refused(*arguments, **more) -> tuple[str, str]:
    """Code and place of the one problem of a call."""
    with pytest.raises(UsageError) as caught:
        run_batch(*arguments, **more)
    (problem,) = caught.value.problems
    return problem.code, problem.place.document


def command(
    *arguments: object, code: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs the program, or what stands in for it."""
    start = [sys.executable, "-c", code or "from perfscore.cli.main import main; main()"]
    return subprocess.run(
        [*start, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PERFSCORE_LANG": "en", **environment},
    )


# Outputs


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".PARQUET"])
def test_scores_and_findings_are_those_of_the_table(tmp_path: Path, suffix: str) -> None:
    path, output = table(tmp_path / "table.parquet"), tmp_path / f"out{suffix}"
    finished = run_batch(path, output, RUBRIC, rows=True, block=3, part=2)
    scored = perfscore.score_many(path, RUBRIC)
    texts = scored.frame.cast(pl.String)
    found = (
        pl.read_parquet(output) if "csv" not in suffix else pl.read_csv(output, infer_schema=False)
    )
    assert found.cast(pl.String).equals(texts)
    remarks = pl.read_csv(finished.remarks, infer_schema=False)
    assert remarks.equals(scored.remarks.cast(pl.String))
    assert finished.tally.as_record() == scored.tally.as_record()
    assert {each.name for each in tmp_path.iterdir()} == {
        "table.parquet",
        output.name,
        "out.findings.csv",
    }


def test_nothing_is_replaced_unless_somebody_says_so(tmp_path: Path) -> None:
    path = table(tmp_path / "table.parquet")
    output, findings = tmp_path / "out.parquet", tmp_path / "out.findings.csv"
    for there in (output, findings):
        there.write_bytes(b"precious")
        assert refused(path, output, RUBRIC) == ("output-exists", str(there))
        assert refused(path, output, RUBRIC, resume=True) == ("output-exists", str(there))
        assert there.read_bytes() == b"precious"
        there.unlink()
    output.write_bytes(b"precious")
    run_batch(path, output, RUBRIC, force=True)
    assert pl.read_parquet(output).height == 18


def test_what_is_read_is_never_written_to(tmp_path: Path) -> None:
    for name in ("table.parquet", "table.csv"):
        path = table(tmp_path / name)
        before = path.read_bytes()
        for output in (path, tmp_path / "." / name, tmp_path / "folder" / ".." / name):
            (tmp_path / "folder").mkdir(exist_ok=True)
            for more in ({}, {"force": True}, {"resume": True}):
                assert refused(path, output, RUBRIC, **more)[0] == "output-is-input"
        linked = tmp_path / f"linked-{name}"
        linked.symlink_to(path)
        assert refused(path, linked, RUBRIC, force=True)[0] == "output-is-input"
        assert path.read_bytes() == before
    # The findings must not take the place of the table either.
    path = table(tmp_path / "x.findings.csv")
    assert refused(path, tmp_path / "x.csv", RUBRIC, force=True) == ("output-is-input", str(path))


def test_targets_are_never_written_to(tmp_path: Path) -> None:
    path = table(tmp_path / "table.parquet")
    targets = tmp_path / "targets.csv"
    targets.write_text("id,under,planned,actual\n", encoding="utf-8")
    found = refused(path, targets, RUBRIC, targets=targets, force=True)
    assert found == ("output-is-input", str(targets))
    assert targets.read_text(encoding="utf-8").startswith("id,")


@pytest.mark.parametrize("name", ["out", "out.xlsx", "out.csv.gz", "out.parquet.bak", "out."])
def test_an_output_of_an_unknown_kind(tmp_path: Path, name: str) -> None:
    path = table(tmp_path / "table.parquet")
    assert refused(path, tmp_path / name, RUBRIC) == ("file-kind-unknown", str(tmp_path / name))
    assert [each.name for each in tmp_path.iterdir()] == ["table.parquet"]


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    path = table(tmp_path / "table.parquet")
    (tmp_path / "file").write_bytes(b"")
    code, _ = refused(path, tmp_path / "file" / "out.parquet", RUBRIC)
    assert code == "file-not-written"
    folder = tmp_path / "out.csv"
    folder.mkdir()
    assert refused(path, folder, RUBRIC) == ("output-exists", str(folder))
    assert refused(path, folder, RUBRIC, force=True)[0] == "file-not-written"
    assert folder.is_dir()
    if os.geteuid():
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
        assert refused(path, closed / "out.csv", RUBRIC)[0] == "file-not-written"


def test_a_folder_that_is_not_there_is_made_or_named(tmp_path: Path) -> None:
    path = table(tmp_path / "table.parquet")
    output = tmp_path / "new" / "out.parquet"
    run_batch(path, output, RUBRIC)
    assert pl.read_parquet(output).height == 18


def test_a_broken_table_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,spent\n1,2元\n2\n", encoding="utf-8")
    with pytest.raises(FilingError) as caught:
        run_batch(path, tmp_path / "out.csv", RUBRIC)
    assert (caught.value.code, caught.value.place.document) == ("table-unreadable", str(path))
    assert [each.name for each in tmp_path.iterdir()] == ["table.csv"]


def test_an_empty_table_has_an_empty_output(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,spent\n", encoding="utf-8")
    for name in ("out.parquet", "other.csv"):
        finished = run_batch(path, tmp_path / name, RUBRIC, rows=True)
        assert finished.tally.rows == 0
    names = perfscore.score_many(path, RUBRIC).frame.columns
    assert pl.read_parquet(tmp_path / "out.parquet").columns == names
    assert pl.read_csv(tmp_path / "other.csv").columns == names


FORMULAS = ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=", "-", "+"]
HARMLESS = ["-12", "+5.5", "-0.10", "a=1", "1-2", "'x", "甲 =1"]


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    """Ids and cells come from outside; spreadsheets open CSV files."""
    ids = [*FORMULAS, *HARMLESS]
    path = tmp_path / "table.parquet"
    pl.DataFrame({"id": ids, "spent": [*ids[:-1], "5元"]}).write_parquet(path)
    finished = run_batch(path, tmp_path / "out.csv", RUBRIC)
    for name, column in (
        (finished.output, "id"),
        (finished.remarks, "id"),
        (finished.remarks, "cell"),
    ):
        content = name.read_text(encoding="utf-8-sig")
        with name.open(encoding="utf-8-sig", newline="") as file:
            cells = [row[column] for row in csv.DictReader(file)]
        assert content.count("\ufeff") == 0
        for cell in cells:
            plain = cell.lstrip("+-").replace(".", "", 1).isdigit()
            assert plain or cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}
        original = [cell[1:] if cell[:1] == "'" and cell != "'x" else cell for cell in cells]
        assert set(original) <= {*ids, "5元"}
    # A Parquet file is no spreadsheet: there ids stay as they are.
    finished = run_batch(path, tmp_path / "other.parquet", RUBRIC)
    assert set(pl.read_parquet(finished.output)["id"]) <= set(ids)


# The program


def rubric_file(folder: Path) -> Path:
    path = folder / "rubric.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """One clear error, whatever file it was; nothing half-written at the output's place, and the
    run can be gone on with when there is room again."""
    path, rubric = table(tmp_path / "table.parquet", 4000), rubric_file(tmp_path)
    whole = tmp_path / "whole.csv"
    run_batch(path, whole, load(TEXT), rows=True, block=512, part=2)
    # The parts are a few kilobytes each, the findings and the output larger.
    code = """
import resource, sys
from perfscore.batch import run_batch
from perfscore.errors import UsageError
import perfscore
table, output, rubric, *limits = sys.argv[1:]
rubric = perfscore.load_rubric(rubric)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for number, limit in enumerate(map(int, limits)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        run_batch(table, output, rubric, rows=True, block=512, part=2, resume=number > 0)
    except UsageError as error:
        sys.stderr.write(error.code + "\\n")
"""
    size = whole.stat().st_size
    output = tmp_path / "out.csv"
    limits = (100, 1500, 2500, 8000, 30_000, size - 1)
    done = command(path, output, rubric, *limits, code=code)
    assert (done.returncode, done.stderr.split()) == (0, ["file-not-written"] * len(limits))
    assert not output.exists()
    folder = tmp_path / "out.csv.unfinished"
    assert folder.is_dir()
    assert not list(tmp_path.rglob("*.writing"))
    run_batch(
        path, output, perfscore.load_rubric(rubric), rows=True, block=512, part=2, resume=True
    )
    assert output.read_bytes() == whole.read_bytes()


INTERRUPTED = """
import itertools, os, signal, sys
calls, replace, at = itertools.count(1), os.replace, int(sys.argv.pop())
def interrupted(*arguments, **more):
    if next(calls) == at:
        os.kill(os.getpid(), signal.SIGINT)
    return replace(*arguments, **more)
os.replace = interrupted
from perfscore.cli.main import main
main()
"""


@pytest.mark.parametrize("at", [2, 5])
def test_interrupted_by_hand(tmp_path: Path, at: int) -> None:
    """Ctrl-C leaves nothing half-written, says how to go on, and the exit code says that it was."""
    path, rubric = table(tmp_path / "table.parquet", 200), rubric_file(tmp_path)
    output = tmp_path / "out.parquet"
    code = INTERRUPTED
    done = command("batch", path, "-o", output, "--rubric", rubric, at, code=code)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr and "--resume" in done.stderr
    assert not output.exists()
    assert not list(tmp_path.rglob("*.writing"))
    run_batch(path, output, perfscore.load_rubric(rubric), resume=True)
    assert pl.read_parquet(output).height == 180


def test_the_program_from_end_to_end(tmp_path: Path) -> None:
    """Exit codes, the summary in both languages and as JSON."""
    path, rubric = table(tmp_path / "table.csv"), rubric_file(tmp_path)
    arguments = ("batch", path, "--rubric", rubric, "-o")
    done = command(*arguments, tmp_path / "out.csv")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "value-number-expected: 2" in done.stdout
    again = command(*arguments, tmp_path / "out.csv", "--json")
    assert (again.returncode, again.stdout) == (2, "")
    assert "error[output-exists]" in again.stderr
    as_json = command(*arguments, tmp_path / "other.parquet", "--json", "--lang", "zh")
    record = json.loads(as_json.stdout)
    assert (record["rows"], record["scored"], record["refused"]) == (20, 18, 2)


WITHOUT = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocked())
"""


@pytest.mark.parametrize("name", ["polars", "pyarrow"])
def test_the_extra_that_is_not_installed(tmp_path: Path, name: str) -> None:
    """The error names the extra and how to install it; all else works without."""
    rubric = rubric_file(tmp_path)
    blocked = WITHOUT.format(name=name)
    code = blocked + "from perfscore.cli.main import main; main()"
    done = command("batch", "t.csv", "--rubric", rubric, "-o", "x.csv", code=code)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "error[extra-missing]" in done.stderr and "perfscore[batch]" in done.stderr
    code = (
        blocked
        + """
import perfscore
try:
    perfscore.score_many
except perfscore.UsageError as error:
    print(error.code, dict(error.problems[0].details)["extra"])
print(sorted({"polars", "pyarrow"} & {m.partition(".")[0] for m in sys.modules}))
"""
    )
    done = command(code=code)
    assert done.stdout.splitlines()[0] == "extra-missing batch", done.stderr


def test_nothing_heavy_is_imported_for_nothing() -> None:
    code = """
import sys
import perfscore
from perfscore.cli.main import main
try:
    main()
except SystemExit:
    pass
heavy = {"polars", "pyarrow", "numpy", "pandas", "pint"}
sys.stdout.write("heavy: %s" % sorted(heavy & {m.partition(".")[0] for m in sys.modules}))
"""
    for arguments in (("--help",), ("batch", "--help"), ("--version",)):
        done = command(*arguments, code=code)
        assert done.stdout.endswith("heavy: []"), (arguments, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "groups", [(20,), (1,) * 20, (7, 13), (3, 0, 9, 1, 7), (0, 20), (19, 1, 0)]
)
def test_row_groups_change_nothing(tmp_path: Path, groups: tuple[int, ...]) -> None:
    """However a Parquet file is laid out, and whatever the blocks: the same rows, ids repeated
    between groups found, and nothing read twice or left out."""
    frame = pl.read_parquet(table(tmp_path / "table.parquet"))
    frame = frame.with_columns(id=pl.when(pl.col("id") == "d17").then(pl.lit("d1")).otherwise("id"))
    path = tmp_path / "groups.parquet"
    arrow, first = frame.to_arrow(), 0
    with pq.ParquetWriter(path, arrow.schema) as writer:
        for count in groups:
            writer.write_table(arrow.slice(first, count))
            first += count
    expected = perfscore.score_many(frame, RUBRIC)
    assert expected.tally.refused == 4
    assert perfscore.score_many(path, RUBRIC).arrow.equals(expected.arrow)
    for block in (1, 2, 6, 100):
        output = tmp_path / f"out{block}.parquet"
        finished = run_batch(path, output, RUBRIC, rows=True, block=block, part=2)
        assert pl.read_parquet(output).cast(pl.String).equals(expected.frame.cast(pl.String))
        assert finished.tally.as_record() == expected.tally.as_record()
