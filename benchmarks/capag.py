"""CAPAG's published rows of municipalities: perfscore's two paths on real data."""

from __future__ import annotations

import csv
import gzip
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

import perfscore
from benchmarks import ours
from benchmarks.differences import compared
from benchmarks.session import ROOT, Session
from benchmarks.single_path import filing_of
from benchmarks.tables import Table, duration, ratio, whole
from benchmarks.timing import Task, in_turns

__all__ = ["DEFAULT", "measure", "read"]

DEFAULT = ROOT.parent / "shared" / "data" / "capag_municipalities_all.csv.gz"
RUBRIC = ROOT / "rubrics" / "capag" / "src" / "perfscore_capag" / "2017.yaml"
MEASURES = ("debt_ratio", "current_savings_ratio", "liquidity_ratio")
TYPE = pl.Decimal(38, 10)
PERIOD = "2019"
DEPARTMENTS = 500
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def read(path: Path) -> pl.DataFrame:
    """Ratios as decimals; a cell that is no plain decimal is missing."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns: dict[str, Any] = {"id": [f"{at}-{row['ibge_code']}" for at, row in enumerate(rows)]}
    for name in MEASURES:
        columns[name] = pl.Series([_number(row[name]) for row in rows], dtype=TYPE)
    return pl.DataFrame(columns)


def _number(cell: str) -> Decimal | None:
    return Decimal(cell) if _PLAIN.fullmatch(cell.strip()) else None


def _rows(towns: pl.DataFrame) -> list[dict[str, Any]]:
    return towns.drop("id").to_dicts()


def measure(session: Session) -> None:
    """Time of a municipality in both paths, and cells that differ over all of them."""
    if session.capag is None or not session.capag.exists():
        session.add(Table("CAPAG, real rows", ("way",), notes=["the file of CAPAG is not here"]))
        return
    towns = read(session.capag)
    rubric = perfscore.load_rubric(RUBRIC)
    some = _rows(towns[:DEPARTMENTS])

    def one_by_one(filings: list[perfscore.Filing]) -> None:
        for filing in filings:
            perfscore.score(filing, rubric)

    def filings() -> list[perfscore.Filing]:
        return [filing_of(row, rubric, PERIOD) for row in some]

    tasks = {"perfscore, single": Task(one_by_one, filings)}
    rows = {"perfscore, single": DEPARTMENTS, ours.COLUMNS: len(towns)}
    if (score_many := ours.many()) is not None:
        tasks[ours.COLUMNS] = Task(lambda _: score_many(towns, rubric).frame)
    seconds = in_turns(tasks, session.rounds)
    base = seconds["perfscore, single"] / DEPARTMENTS
    table = Table(
        f"CAPAG, {whole(len(towns))} real rows of municipalities, 3 indicators on a scale",
        ("way", "a municipality", "÷ single", "cells that differ"),
    )
    for name, each in seconds.items():
        said = "-"
        if name == ours.COLUMNS:
            _, count, found = compared(towns, rubric, len(towns), _rows, PERIOD)
            session.figures["differences: capag"] = count
            table.notes += found
            said = f"{whole(count)} over all rows"
        one = each / rows[name]
        table.rows.append((name, duration(one), ratio(one / base), said))
    if score_many is None:
        table.notes.append(ours.NO_COLUMNS)
    session.add(table)
