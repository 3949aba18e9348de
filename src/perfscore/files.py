"""The verbs of the public face that look at files and installed packages."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from perfscore.documents import Document, read_bytes, read_json
from perfscore.errors import FilingError, Place, Problem, RubricError, UsageError, alike
from perfscore.model.filing import Filing
from perfscore.plugins.registry import find_rubric, readers, report_formats
from perfscore.rubric.loading import rubric_from_file
from perfscore.rubric.tree import Rubric
from perfscore.scoring import Scorecard
from perfscore.scoring.verification import Difference, differences, named_rubric, verified
from perfscore.wording import Lang

__all__ = [
    "is_card",
    "load_rubric",
    "named_or_installed",
    "read_card",
    "read_filing",
    "verify_card",
    "write_report",
]

HEAD_OF_CARD = 200

_RUBRIC_SUFFIXES = (".yaml", ".yml")


def load_rubric(name: str | Path, edition: str | None = None) -> Rubric:
    """A checked rubric: an installed one by id, or a YAML file by path.

    Without ``edition``, the latest installed one. Raises
    :class:`~perfscore.errors.RubricError` with every problem found.
    """
    text = str(name)
    if isinstance(name, Path) or text.endswith(_RUBRIC_SUFFIXES) or "/" in text or "\\" in text:
        rubric = rubric_from_file(Path(name))
        if edition not in (None, rubric.edition):
            details = (("found", str(edition)), ("known", alike(str(edition), [rubric.edition])))
            raise RubricError(Problem("edition-unknown", Place(text), details))
        return rubric
    return find_rubric(text, edition)


def read_filing(path: str | Path) -> Filing:
    """A filing from a file; the suffix picks the reader.

    Raises :class:`~perfscore.errors.FilingError` with every problem found.
    """
    where = Path(path)
    known = readers()
    reader = known.get(where.suffix.lower())
    if reader is None and not where.is_dir():
        details = (("found", where.suffix or where.name), ("known", alike(where.suffix, known)))
        raise FilingError(Problem("file-kind-unknown", Place(str(path)), details))
    return (reader or known[".yaml"])(where)


def write_report(card: Scorecard, path: str | Path, *, lang: Lang = "zh") -> None:
    """Write a scorecard; the suffix picks the format. The file appears whole or not at all.

    Raises :class:`~perfscore.errors.UsageError` for an unknown suffix or a place that cannot be
    written to.
    """
    where = Path(path)
    known = report_formats()
    if where.suffix.lower() not in known:
        details = (("found", where.suffix or where.name), ("known", alike(where.suffix, known)))
        raise UsageError(Problem("file-kind-unknown", Place(str(path)), details))
    _replace(where, known[where.suffix.lower()](card, lang))


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            with beside.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as cause:
        reason = (("reason", cause.strerror or type(cause).__name__),)
        raise UsageError(Problem("file-not-written", Place(str(path)), reason)) from cause


def verify_card(path: str | Path, rubrics: Iterable[Rubric] = ()) -> tuple[Difference, ...]:
    """What differs when a scorecard in JSON is scored again; empty when every value is true.

    The filing that the card carries is scored by the rubric that it names: one of ``rubrics``, or
    an installed one. Raises :class:`~perfscore.errors.FilingError` for a file that is no
    scorecard, and :class:`~perfscore.errors.RubricError` when there is no such rubric.
    """
    document, rubric = _card_and_rubric(path, rubrics)
    return differences(document, rubric)


def read_card(path: str | Path, rubrics: Iterable[Rubric] = ()) -> Scorecard:
    """A scorecard from its JSON, scored again.

    Raises as :func:`verify_card`, and :class:`~perfscore.errors.FilingError` when a value of the
    card was edited.
    """
    document, rubric = _card_and_rubric(path, rubrics)
    card, found = verified(document, rubric)
    if card is None or found:
        details = (("count", str(len(found))), ("path", found[0].path))
        raise FilingError(Problem("card-edited", Place(str(path)), details))
    return card


def is_card(path: str | Path) -> bool:
    """Whether a file is meant as a scorecard: JSON that says which format it has."""
    if Path(path).suffix.lower() != ".json":
        return False
    return b'"format"' in read_bytes(Path(path), FilingError)[:HEAD_OF_CARD]


def named_or_installed(name: str, edition: str, rubrics: Iterable[Rubric]) -> Rubric:
    """The one of some rubrics that has this id and edition, else the installed one."""
    for rubric in rubrics:
        if (rubric.id, rubric.edition) == (name, edition):
            return rubric
    return find_rubric(name, edition)


def _card_and_rubric(path: str | Path, rubrics: Iterable[Rubric]) -> tuple[Document, Rubric]:
    document = read_json(read_bytes(Path(path), FilingError), str(path), FilingError)
    return document, named_or_installed(*named_rubric(document), rubrics)
