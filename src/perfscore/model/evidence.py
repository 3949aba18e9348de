"""What a filing states: evidence, figures and equations, each with its source and place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import PrivateAttr, field_validator, model_validator

from perfscore.errors import Place, Refusal
from perfscore.model.fields import Frozen, Title, ValueField
from perfscore.model.formula_fields import ConditionField, ToleranceField
from perfscore.values import DATE, Amount, value_text
from perfscore.wording import Text

__all__ = [
    "Equation",
    "Evidence",
    "Figure",
    "FileState",
    "Placed",
    "Source",
    "SourceKind",
    "Trust",
]

NO_TEXT = Text("", "")


class Trust(StrEnum):
    """How well a statement is supported, weakest first."""

    REPORTED = "reported"
    DOCUMENTED = "documented"
    VERIFIED = "verified"

    @property
    def rank(self) -> int:
        """Position in the order; a higher one is trusted more."""
        return list(Trust).index(self)


class SourceKind(StrEnum):
    """Whether a source is the department's own account or something apart from it."""

    SELF_EVALUATION = "self-evaluation"
    DOCUMENT = "document"
    SYSTEM = "system"

    @property
    def trust(self) -> Trust:
        """A named separate source documents a statement; one's own account reports it."""
        return Trust.REPORTED if self is SourceKind.SELF_EVALUATION else Trust.DOCUMENTED


class Placed(Frozen):
    """Something of a file that remembers where it was written."""

    _at: Place = PrivateAttr(default_factory=Place)
    _fields: dict[str, Place] = PrivateAttr(default_factory=dict)

    @property
    def at(self) -> Place:
        """Where it stands in the file it was read from; empty when a program made it."""
        return self._at

    def place_at(self, place: Place, fields: Mapping[str, Place] | None = None) -> None:
        """Remember the place, and those of single fields; for readers."""
        self._at = place
        self._fields = dict(fields or {})

    def place_of(self, field: str) -> Place:
        """Where a field stands, as nearly as it is known."""
        return self._fields.get(field, self._at)


class FileState(StrEnum):
    """What became of the check of a source's file against its digest."""

    NOT_CHECKED = "not checked"
    MATCHES = "matches"
    CHANGED = "changed"
    MISSING = "missing"


_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Source(Placed):
    """A document or system that statements stand in.

    ``file`` is its copy, relative to the filing's folder, and ``digest`` what that file had when
    the statements were taken from it: ``sha256:`` and 64 hexadecimal digits.
    """

    title: Title
    kind: SourceKind = SourceKind.SELF_EVALUATION
    file: str = ""
    digest: str = ""

    _state: FileState = PrivateAttr(default=FileState.NOT_CHECKED)

    @model_validator(mode="before")
    @classmethod
    def _both(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        file, digest = given.get("file") or "", given.get("digest") or ""
        if bool(file) != bool(digest):
            raise Refusal("source-file-or-digest", found=str(file or digest))
        if not digest:
            return given
        if not (isinstance(digest, str) and _DIGEST.fullmatch(digest.lower())):
            raise Refusal("digest-invalid", field="digest", found=str(digest))
        return {**given, "digest": digest.lower()}

    @property
    def state(self) -> FileState:
        """What the check of the file gave, when the filing was read."""
        return self._state

    def checked_as(self, state: FileState) -> None:
        """Remember what the check of the file gave; for readers."""
        self._state = state

    @property
    def trust(self) -> Trust:
        """A separate source documents; one whose file still has its digest verifies."""
        is_verified = self.kind.trust is Trust.DOCUMENTED and self.state is FileState.MATCHES
        return Trust.VERIFIED if is_verified else self.kind.trust


class Evidence(Placed):
    """One statement of a measure.

    ``value`` is text as people write it (``50万人次``, ``≤10%``), an ``int`` or a ``Decimal``;
    floats are refused. ``place`` is where the statement stands in its source, ``period`` the year
    it speaks of when that is not the one its measure is about.
    """

    measure: str
    value: ValueField
    source: str = ""
    place: str = ""
    period: str = ""
    note: Title = NO_TEXT


class Figure(Placed):
    """A number that a document states and no rule reads; equations are about these.

    ``beside`` names a measure that a reader will hold this figure against.
    """

    title: Title
    value: ValueField
    source: str = ""
    place: str = ""
    beside: str = ""

    @field_validator("value")
    @classmethod
    def _number(cls, value: Any) -> Any:
        if not isinstance(value, Amount) or value.is_bound or value.unit == DATE:
            raise Refusal("figure-not-a-number", found=value_text(value))
        return value


class Equation(Placed):
    """What has to hold between stated numbers: ``says`` compares formulas over figures and
    measures.

    A printed number stands for everything that rounds to it, so digits that were rounded away
    never fail an equation; ``tolerance`` widens that where the text says so.
    """

    says: ConditionField
    title: Title = NO_TEXT
    place: str = ""
    tolerance: ToleranceField | None = None
