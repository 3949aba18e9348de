"""A rubric file to a checked rubric; all problems at once, each with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfscore.documents import Document, read_bytes, read_yaml, require_kind, validated
from perfscore.errors import Problem, RubricError
from perfscore.rubric.checking import faults
from perfscore.rubric.extension import EXTENDS, extended
from perfscore.rubric.tree import Identity, Rubric

__all__ = ["problems_of", "read_rubric_document", "rubric_from_document", "rubric_from_file"]


def read_rubric_document(path: Path, above: tuple[Path, ...] = ()) -> Document:
    """The file as data with places; an edition that extends another comes complete.

    ``above`` are the files that extend this one.
    """
    own = read_yaml(read_bytes(path, RubricError), str(path), RubricError)
    require_kind(own, "rubric", RubricError)
    name = own.data.get(EXTENDS) if isinstance(own.data, dict) else None
    if name is None:
        return own
    base = path.parent / str(name)
    if not isinstance(name, str) or base.parent != path.parent or base in (path, *above):
        told = (("found", str(name)),)
        raise RubricError(Problem("extends-not-beside", own.place((EXTENDS,)), told))
    if not base.is_file():
        told = (("found", name),)
        raise RubricError(Problem("extends-missing", own.place((EXTENDS,)), told))
    return extended(read_rubric_document(base, (path, *above)), own)


def rubric_from_file(path: Path, package: str = "", version: str = "") -> Rubric:
    """Load a rubric file; raises :class:`RubricError` with every problem found."""
    return rubric_from_document(read_rubric_document(path), package, version)


def rubric_from_document(document: Document, package: str = "", version: str = "") -> Rubric:
    """Load a rubric from data with places."""
    rubric = validated(document, Rubric, RubricError)
    errors = [problem for problem in problems_of(rubric, document) if not problem.warning]
    if errors:
        raise RubricError(*errors)
    return rubric.identified(
        Identity(
            id=rubric.id,
            edition=rubric.edition,
            digest=document.digest,
            package=package,
            version=version,
        )
    )


def problems_of(rubric: Rubric, document: Document) -> list[Problem]:
    """Errors and warnings of a rubric, in the order of the file."""
    found = []
    for fault in faults(rubric):
        place = document.place(fault.path)
        # An offset counts inside the text of this very value.
        known = fault.path in document.texts
        problem = fault.refusal.at(place) if known else fault.refusal.problems[0]
        found.append(
            replace(problem, place=problem.place if known else place, warning=fault.warning)
        )
    return sorted(found, key=lambda p: (p.place.line or 0, p.place.column or 0, p.code))
