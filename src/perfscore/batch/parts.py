"""What a run has finished so far: parts in a folder beside the output.

A part is there when its counts are: they are written last, and every file appears whole or not at
all. A part depends on nothing but its own rows, so that a run that was interrupted goes on after
the last of them and comes to the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from perfscore.columns.kernel import Kernel
from perfscore.columns.sources import Source
from perfscore.columns.tally import Tally
from perfscore.errors import Place, Problem, UsageError

__all__ = ["Parts", "job_of", "written_whole"]

# Of a file so much is looked at at both ends, besides its size and the time of its last change.
LOOKED_AT = 1 << 20


@dataclass(frozen=True)
class Parts:
    """The folder of an unfinished run."""

    folder: Path

    def scores(self, part: int) -> Path:
        """The scores of a part."""
        return self.folder / f"part-{part:05}.parquet"

    def remarks(self, part: int) -> Path:
        """What is to be said of the cells of a part."""
        return self.folder / f"part-{part:05}.remarks.parquet"

    def counts(self, part: int) -> Path:
        """The counts of a part; the last of its files."""
        return self.folder / f"part-{part:05}.json"

    def finished(self) -> list[Tally]:
        """The counts of the parts that are there, in order."""
        found: list[Tally] = []
        while (path := self.counts(len(found))).exists():
            found.append(Tally.from_record(json.loads(path.read_text("utf-8"))))
        return found

    def begin(self, job: dict[str, Any], *, resume: bool, force: bool) -> list[Tally]:
        """The counts of the parts that an earlier run of the same job left, if it may be gone on
        with; raises :class:`UsageError` where it may not."""
        path = self.folder / "job.json"
        if self.folder.exists() and not force:
            if not resume:
                details = (("found", str(self.folder)),)
                raise UsageError(Problem("batch-unfinished", Place(str(self.folder)), details))
            if path.exists():
                earlier = json.loads(path.read_text("utf-8"))
                if changed := list(_changed(job, earlier)):
                    details = (("found", ", ".join(changed)),)
                    raise UsageError(Problem("batch-changed", Place(str(self.folder)), details))
                return self.finished()
        if self.folder.exists():
            self.close()
        self.folder.mkdir(parents=True)
        with written_whole(path) as beside:
            beside.write_text(json.dumps(job, ensure_ascii=False, indent=1), "utf-8")
        return []

    def close(self) -> None:
        """Nothing is needed any more."""
        # Without it nothing is gone on with, whatever of the rest is left by an interruption.
        (self.folder / "job.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder)


def _changed(job: dict[str, Any], earlier: dict[str, Any]) -> Iterator[str]:
    for name, value in job.items():
        was = earlier.get(name)
        if value != was and isinstance(value, dict) and isinstance(was, dict):
            yield from (key for key in value if value[key] != was.get(key))
        elif value != was:
            yield name


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file that takes its place only when it is complete; what fails leaves the old one."""
    beside = path.with_name(f".{path.name}.writing")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def job_of(source: Source, kernel: Kernel, targets: Path | None, **options: Any) -> dict[str, Any]:
    """Everything that the bytes of the output depend on."""
    rubric = kernel.rubric.identity
    read = [(read.name, read.column.model_dump(), read.cells) for read in kernel.table.reads]
    return {
        "input": _digest(Path(source.name)),
        "targets": None if targets is None else _digest(targets),
        "rubric": [rubric.id, rubric.edition, rubric.digest],
        "columns": json.loads(json.dumps([kernel.table.id, kernel.table.name, read])),
        "options": {"period": kernel.period, "rows": kernel.rows, **options},
        "version": version("perfscore"),
    }


def _digest(path: Path) -> list[Any]:
    """Tells a file from what it is after a change, without reading all of it."""
    status = path.stat()
    seen = sha256()
    with path.open("rb") as file:
        seen.update(file.read(LOOKED_AT))
        file.seek(max(0, status.st_size - LOOKED_AT))
        seen.update(file.read(LOOKED_AT))
    return [status.st_size, status.st_mtime_ns, seen.hexdigest()]
