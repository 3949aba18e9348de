"""Kernels that travel to other processes: by the name and digest of their rubric, not by content.

The other side reads the rubric that it has under that name, and refuses to work where it is not
the same to the last letter, or where perfscore or the rubric's package has another version.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from perfscore.columns.arrow_kernel import every_row, frame_of, plain_schema, polars_schema
from perfscore.columns.kernel import Kernel, asked_by, period_of
from perfscore.columns.mapping import TableMapping, read_table_mapping
from perfscore.columns.sources import declared_units
from perfscore.columns.table import table_of
from perfscore.errors import Place, Problem, RubricError, UsageError
from perfscore.files import load_rubric
from perfscore.rubric.tree import Rubric

__all__ = ["ArrowKernel", "ShippedRubric", "arrow_kernel", "shipped_mapping", "shipped_rubric"]

# Kernels and rubrics that a process keeps; one job needs one of each.
KEPT = 8


@dataclass(frozen=True, slots=True)
class ShippedRubric:
    """Where a rubric is found on the other side, and what must be true of it there.

    ``path`` is a file's; without one it is installed, in ``package``.
    """

    id: str
    edition: str
    digest: str
    package: str
    version: str
    path: str
    perfscore: str

    def load(self) -> Rubric:
        """The rubric, read once in a process.

        Raises :class:`RubricError` where it is not the one that was shipped, and
        :class:`UsageError` where another version of perfscore would score.
        """
        return _loaded(self)


@lru_cache(KEPT)
def _loaded(shipped: ShippedRubric) -> Rubric:
    _require_same_perfscore(shipped.perfscore)
    if shipped.path:
        rubric = load_rubric(Path(shipped.path))
    else:
        rubric = load_rubric(shipped.id, shipped.edition)
    found = rubric.identity
    place = Place(shipped.path or f"{shipped.id} {shipped.edition}")
    wanted = (shipped.id, shipped.edition, shipped.digest)
    if (found.id, found.edition, found.digest) != wanted:
        details = (("expected", " ".join(wanted)), ("found", _name(found)))
        raise RubricError(Problem("rubric-digest-differs", place, details))
    package = f"{shipped.package} {shipped.version}"
    if f"{found.package} {found.version}" != package:
        details = (("expected", package), ("found", f"{found.package} {found.version}"))
        raise RubricError(Problem("rubric-package-differs", place, details))
    return rubric


def _name(identity: Any) -> str:
    return f"{identity.id} {identity.edition} {identity.digest}"


def _require_same_perfscore(shipped: str) -> None:
    if (own := version("perfscore")) != shipped:
        details = (("expected", shipped), ("found", own))
        raise UsageError(Problem("perfscore-version-differs", details=details))


def shipped_rubric(rubric: Rubric | str | Path) -> ShippedRubric:
    """What it takes to find a rubric again: the id of an installed one, or the path of a file.

    Raises :class:`UsageError` for a rubric that nothing leads back to: one that a program made, or
    one that was read from a file of which only the content is known here.
    """
    path = ""
    if not isinstance(rubric, Rubric):
        given, rubric = rubric, load_rubric(rubric)
        path = "" if rubric.identity.package else str(Path(given).resolve())
    identity = rubric.identity
    details = (("found", f"{rubric.id} {rubric.edition}"),)
    if not identity.digest:
        raise UsageError(Problem("rubric-made-by-program", details=details))
    if not (identity.package or path):
        raise UsageError(Problem("rubric-without-path", details=details))
    shipped = ShippedRubric(**identity.model_dump(), path=path, perfscore=version("perfscore"))
    # A copy that a program changed keeps the digest of what it was.
    if shipped.load() != rubric:
        raise UsageError(Problem("rubric-made-by-program", details=details))
    return shipped


def shipped_mapping(mapping: TableMapping | str | Path | None) -> tuple[str, str] | None:
    """A mapping as text, with the name of its file; one of a file is read here, not there."""
    if mapping is None:
        return None
    read = read_table_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    # Which fields were written matters: an id that was not need not be a column.
    return read.model_dump_json(exclude_unset=True), read.name_of_file


def mapping_again(shipped: tuple[str, str] | None) -> TableMapping | None:
    """The mapping that was shipped."""
    if shipped is None:
        return None
    text, name = shipped
    return TableMapping.model_validate_json(text).named(name)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a kernel is made of."""

    columns: bytes
    rubric: ShippedRubric
    mapping: tuple[str, str] | None
    period: str
    rows: bool


class ArrowKernel:
    """A pure function from a record batch of departments to a record batch of their scores.

    The result has every row of the batch, in order: ``id``, ``problem`` (null where the row was
    scored, else the English messages of the cells that were refused, with their columns),
    ``status``, ``total_low`` and ``total_high`` (equal where the total is settled), the grades
    possible, and ``low``, ``high`` and ``status`` of every row of the rubric. Scores are decimals,
    levels, or exact text such as ``5/3``.

    It pickles: by the name, edition and digest of its rubric.
    """

    def __init__(self, recipe: Recipe) -> None:
        """Made by :func:`arrow_kernel`."""
        declared = pa.ipc.read_schema(pa.py_buffer(recipe.columns))
        rubric, mapping = recipe.rubric.load(), mapping_again(recipe.mapping)
        self._recipe = recipe
        self._declared = polars_schema(declared)
        units = declared_units(declared)
        table = table_of(self._declared, rubric, asked_by(rubric), mapping, units)
        period = recipe.period or table.period or period_of(rubric)
        self.kernel = Kernel(rubric, table, period, recipe.rows)
        self._schema = plain_schema(self.kernel)

    @property
    def schema(self) -> pa.Schema:
        """The columns of the result: strings and decimals of plain Arrow types."""
        return self._schema

    @property
    def declared(self) -> tuple[str, ...]:
        """The columns that every batch has."""
        return tuple(self._declared)

    @property
    def columns_not_read(self) -> tuple[str, ...]:
        """Columns that state no measure of the rubric."""
        return self.kernel.table.not_read

    @property
    def measures_not_stated(self) -> tuple[str, ...]:
        """Measures that bear on a score and have no column: missing in every row."""
        return self.kernel.table.not_stated

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The scores of a batch; columns are found by name.

        Raises :class:`UsageError` for a batch with other columns, or other types, than declared.
        """
        return self.scored(batch)

    def scored(self, batch: pa.RecordBatch, repeated: pl.Series | None = None) -> pa.RecordBatch:
        """The scores of a batch, in which rows that are marked as ``repeated`` are refused."""
        frame = frame_of(batch, self._declared)
        return every_row(self.kernel, self._schema, frame, repeated)

    def __reduce__(self) -> tuple[Any, ...]:
        # Plain values, and the version apart: another version may have other classes.
        return kernel_again, (self._recipe.rubric.perfscore, asdict(self._recipe))


def kernel_again(made_by: str, recipe: dict[str, Any]) -> ArrowKernel:
    """The kernel that was shipped, built once in a process; raises as :func:`arrow_kernel`."""
    _require_same_perfscore(made_by)
    return _built(Recipe(**{**recipe, "rubric": ShippedRubric(**recipe["rubric"])}))


@lru_cache(KEPT)
def _built(recipe: Recipe) -> ArrowKernel:
    return ArrowKernel(recipe)


def arrow_kernel(
    schema: pa.Schema,
    rubric: Rubric | str | Path,
    mapping: TableMapping | str | Path | None = None,
    period: str | None = None,
    rows: bool = True,
) -> ArrowKernel:
    """A function that scores Arrow record batches, for any engine that maps batches.

    ``schema`` are the columns that every batch will have. ``rubric`` is an installed one (itself or
    its id), or the path of a YAML file that the other processes can read, too. ``mapping``,
    ``period`` and ``rows`` are as in :func:`perfscore.score_many`.

    Ids that several rows have are not looked for: one batch cannot tell. Without a column for it,
    ``id`` is null.

    Raises :class:`UsageError` for columns that are missing, or of a wrong type or unit, and for a
    rubric without package and path. Loading the kernel in another process raises
    :class:`RubricError` where the rubric there is another one, and :class:`UsageError` where
    perfscore is.
    """
    for name in schema.names:
        if schema.names.count(name) > 1:
            raise UsageError(Problem("column-twice", details=(("found", name),)))
    columns = schema.serialize().to_pybytes()
    shipped = shipped_rubric(rubric)
    return _built(Recipe(columns, shipped, shipped_mapping(mapping), period or "", rows))
