"""Measure perfscore and others on one machine in one run, and print tables of ratios.

Run it from the repository's root, in an environment with the extra ``benchmarks``:

    python -m benchmarks                     everything, with the goals at the end
    python -m benchmarks single columns      some parts
    python -m benchmarks columns --rows 1000 --rows 100000
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import warnings
from contextlib import nullcontext
from pathlib import Path

PARTS = ("single", "columns", "capag", "files", "growth", "spark")


def main() -> int:
    """Run the parts that were asked for."""
    given = _arguments()
    try:
        from benchmarks import capag, machine
        from benchmarks.session import Session
        from benchmarks.tables import Table
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is not installed: pip install -e '.[benchmarks]'", file=sys.stderr)
        return 2
    # What libraries say of their own future is not about the figures.
    warnings.simplefilter("ignore")
    folder = nullcontext(str(given.data)) if given.data else tempfile.TemporaryDirectory()
    with folder as name:
        Path(name).mkdir(parents=True, exist_ok=True)
        session = Session(
            folder=Path(name),
            rows=tuple(given.rows or ()),
            rounds=given.rounds,
            capag=given.capag or capag.DEFAULT,
            show=lambda text: print(text, flush=True),
        )
        facts = machine.said()
        session.add(Table("Machine and versions", ("what", "is"), list(facts.items())))
        chosen = PARTS if "all" in given.parts else [part for part in PARTS if part in given.parts]
        for part in chosen:
            _measure(part, session)
        _measure("goals", session)
    _write(given, session, facts)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "parts", nargs="*", default=["all"], choices=[*PARTS, "all"], metavar="PART"
    )
    parser.add_argument(
        "--rows", type=int, action="append", help="sizes in place of the usual ones"
    )
    parser.add_argument("--rounds", type=int, default=7, help="runs that a median is of")
    parser.add_argument("--data", type=Path, help="keep the files made here")
    parser.add_argument("--capag", type=Path, help="CAPAG's table of municipalities, csv.gz")
    parser.add_argument("--json", type=Path, help="write tables and figures here")
    parser.add_argument("--markdown", type=Path, help="write tables here")
    return parser.parse_args()


def _measure(part: str, session: object) -> None:
    from benchmarks import capag, columns, files, goals, growth, over_spark, single

    parts = {
        "single": single.measure,
        "columns": columns.measure,
        "capag": capag.measure,
        "files": files.measure,
        "growth": growth.measure,
        "spark": over_spark.measure,
        "goals": goals.measure,
    }
    parts[part](session)


def _write(given: argparse.Namespace, session: object, facts: dict[str, str]) -> None:
    if given.markdown:
        text = "\n".join(table.markdown() for table in session.tables)
        given.markdown.write_text(f"# Benchmarks\n\n{text}", encoding="utf-8")
    if given.json:
        found = {
            "machine": facts,
            "figures": session.figures,
            "tables": [table.record() for table in session.tables],
        }
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
