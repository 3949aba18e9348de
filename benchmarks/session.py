"""What the parts of one run share: where files go, how many rows, what was measured so far."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import data
from benchmarks.tables import Table

__all__ = ["ROOT", "Session", "in_child"]

ROOT = Path(__file__).parents[1]


@dataclass
class Session:
    """``figures`` are seconds, bytes or counts by name, for the goals; ``tables`` what is shown."""

    folder: Path
    rows: tuple[int, ...] = ()
    rounds: int = 7
    capag: Path | None = None
    show: Callable[[str], None] = print
    figures: dict[str, float] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)

    def add(self, table: Table) -> None:
        """Show a table and keep it."""
        self.tables.append(table)
        self.show(table.text())

    def file(self, kind: str, rows: int) -> Path:
        """Departments as Parquet, made when first asked for."""
        path = self.folder / f"{kind}-{rows}.parquet"
        return path if path.exists() else data.write(path, kind, rows)

    def target(self, name: str) -> Path:
        """Where to write a result to."""
        return self.folder / f"out-{name}.parquet"


def in_child(job: str, **given: Any) -> dict[str, Any]:
    """What a job of ``benchmarks.child`` says when it runs in a process of its own.

    ``{"failed": reason}`` where it does not end well.
    """
    command = [sys.executable, "-m", "benchmarks.child", job, json.dumps(given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"failed": last[:200]}
    return json.loads(done.stdout.splitlines()[-1])
