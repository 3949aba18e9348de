"""Executors in processes of their own, one of which is killed: the same results."""
# ruff: noqa: E402 - what may be missing is asked for first

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ASKED = "PERFSCORE_TEST_CLUSTER"
pytestmark = pytest.mark.skipif(
    not os.environ.get(ASKED), reason=f"takes up to a minute; set {ASKED} to run it"
)

pytest.importorskip("polars")
pq = pytest.importorskip("pyarrow.parquet")

from departments import as_score_many, departments, write_rubric

import perfscore

PROGRAM = Path(__file__).with_name("on_a_cluster.py")


def spark_home(folder: Path) -> Path:
    """Spark as installed, in a folder where its executors may write."""
    installed = Path(find_spec("pyspark").origin).parent
    folder.mkdir()
    for part in ("bin", "sbin", "jars", "python"):
        (folder / part).symlink_to(installed / part)
    return folder


def test_two_executors_of_which_one_is_killed(tmp_path) -> None:
    rubric, whole = write_rubric(tmp_path), departments(3)
    tables = tmp_path / "in"
    tables.mkdir()
    for number in range(3):
        pq.write_table(whole.slice(11 * number, 11), tables / f"part-{number}.parquet")
    home = spark_home(tmp_path / "spark")
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(rubric), str(tables), str(tmp_path / "out")],
        env={**os.environ, "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    alone = perfscore.score_many(whole, perfscore.load_rubric(rubric))
    assert told["killed"]
    assert told["tally"] == alone.tally.as_record()
    scores = totals_of(as_score_many(whole, perfscore.load_rubric(rubric)))
    assert told.get("rows", scores) == scores


def totals_of(frame) -> list[list[str]]:
    return sorted(
        [str(identity), str(total)] for identity, total in frame["id", "total_low"].rows()
    )
