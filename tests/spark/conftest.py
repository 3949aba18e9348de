"""One Spark session for all tests of this folder; without Spark or Java they are skipped."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec

import pytest

LACKS = next(
    (name for name in ("polars", "pyarrow", "numpy", "pyspark") if find_spec(name) is None), ""
)
if not LACKS and shutil.which("java") is None:
    LACKS = "Java"


def pytest_collection_modifyitems(items) -> None:
    if LACKS:
        for item in items:
            if "tests/spark/" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason=f"{LACKS} is not here"))


@pytest.fixture(scope="session")
def session(tmp_path_factory):
    """Two workers; a task may fail once before its job does."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2,2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()
