"""Run every block of the documents: Python as it stands, console sessions against the program.

A YAML block whose first line is a comment with a file name is written to that file. Each document
runs in a folder of its own that holds a copy of ``examples``. Blocks that need what is not here are
skipped, from ``<!-- skip: start if(lacking("polars")) -->`` to ``<!-- skip: end -->``.
"""

from __future__ import annotations

import doctest
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.example import Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).resolve().parent
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def write_file(example: Example) -> None:
    """A YAML block that starts with ``# name.yaml``."""
    first = example.parsed.splitlines()[0]
    name = first.removeprefix("# ")
    if name != first and name.endswith(".yaml"):
        Path(name).write_text(example.parsed, encoding="utf-8")


def run_console(example: Example) -> str | None:
    """Each ``$ perfscore ...`` line, with the output below it; ``...`` stands for any text."""
    checker = doctest.OutputChecker()
    for session in ("\n" + example.parsed).split("\n$ ")[1:]:
        command, _, wanted = session.partition("\n")
        got = output_of(command)
        if not checker.check_output(wanted.rstrip() + "\n", got.rstrip() + "\n", FLAGS):
            return f"$ {command}\nexpected:\n{wanted}\ngot:\n{got}"
    return None


def output_of(command: str) -> str:
    program, *arguments = shlex.split(command, comments=True)
    if program == "python":
        full = [sys.executable, *arguments]
    else:
        assert program == "perfscore", command
        full = [sys.executable, "-m", "perfscore", *arguments]
    environment = {"PERFSCORE_LANG": "en", **os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # noqa: S603 - the documents are ours
        full,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def lacking(*needed: str) -> list[str]:
    """The packages, or programs, of some that are not here."""
    return [name for name in needed if not (shutil.which(name) or find_spec(name))]


def enter(namespace: dict[str, Any]) -> None:
    namespace["_home"] = Path.cwd()
    namespace["lacking"] = lacking
    # Spark's workers run in the same Python.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    folder = Path(tempfile.mkdtemp(prefix="perfscore-docs-"))
    shutil.copytree(ROOT / "examples", folder / "examples")
    os.chdir(folder)


def leave(namespace: dict[str, Any]) -> None:
    folder = Path.cwd()
    os.chdir(namespace["_home"])
    shutil.rmtree(folder)


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=FLAGS),
        CodeBlockParser("yaml", write_file),
        CodeBlockParser("console", run_console),
        SkipParser(),
    ],
    patterns=["README*.md", "docs/**/*.md", "rubrics/*/README.md"],
    setup=enter,
    teardown=leave,
).pytest()
