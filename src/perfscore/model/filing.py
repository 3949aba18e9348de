"""A filing: what a department hands in for a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PrivateAttr, field_validator, model_validator

from perfscore.errors import Place, Refusal
from perfscore.model.evidence import Equation, Evidence, Figure, Placed, Source
from perfscore.model.fields import ExactField, Frozen, Title, looks_numeric
from perfscore.model.record import Records
from perfscore.model.target import Target
from perfscore.numeric import decimal_text

__all__ = ["Department", "Filing", "SelfAssessed"]

NOWHERE = Place()


def _not_negative(points: Fraction) -> Fraction:
    if points < 0:
        raise Refusal("points-negative", found=decimal_text(points))
    return points


def _filled(text: str) -> str:
    if not text.strip():
        raise Refusal("text-empty")
    return text


PointsField = Annotated[ExactField, AfterValidator(_not_negative)]
FilledText = Annotated[str, AfterValidator(_filled)]


class Department(Frozen):
    """The body evaluated."""

    name: Title
    id: str = ""

    @field_validator("name")
    @classmethod
    def _named(cls, name: Any) -> Any:
        _filled(name.zh)
        _filled(name.en)
        return name


class SelfAssessed(Placed):
    """The department's own score for a row; never evidence.

    Under a rubric with a scale it is a ``level`` instead of a number. ``converted`` is the score
    of a second column that some forms have (折算得分).
    """

    score: ExactField | None = None
    level: str = ""
    converted: ExactField | None = None
    place: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        if isinstance(given, SelfAssessed):
            return given
        own = dict(given) if isinstance(given, dict) else {"score": given}
        if "score" not in own and "level" not in own:
            raise Refusal("key-missing", name="score")
        if isinstance(own.get("score"), str) and not looks_numeric(own["score"]):
            own["level"] = own.pop("score")
        return own

    @property
    def points(self) -> Fraction:
        """The score as a number; on a scale, once scored, the rank of the level."""
        assert self.score is not None
        return self.score


class Filing(Frozen):
    """What a department hands in for a period: evidence, its targets, its own scores.

    ``points`` gives rows other points than the rubric's, where the rubric allows that; a row with
    none is left out. ``grade`` is the one it gave itself.

    ``self_assessed`` maps a row's path, or ``total``, to the score the department gave itself.
    """

    rubric: str
    edition: str
    department: Department
    period: FilledText
    points: dict[str, PointsField] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    figures: dict[str, Figure] = Field(default_factory=dict)
    equations: tuple[Equation, ...] = ()
    records: dict[str, Records] = Field(default_factory=dict)
    self_assessed: dict[str, SelfAssessed] = Field(default_factory=dict)
    grade: str = ""

    _name: str = PrivateAttr(default="")
    _at: Place = PrivateAttr(default_factory=Place)
    _keys_at: dict[str, Place] = PrivateAttr(default_factory=dict)

    @property
    def at(self) -> Place:
        """Where the filing names its rubric; empty when a program made it."""
        return self._at

    @property
    def placed_keys(self) -> tuple[str, ...]:
        """What else has a place: the grade, and the points of each row that is given others."""
        return ("grade", *(f"points.{path}" for path in self.points))

    def key_place(self, key: str) -> Place:
        """Where one of the ``placed_keys`` stands, as nearly as it is known."""
        return self._keys_at.get(key, self._at)

    def place_keys(self, places: Mapping[str, Place]) -> None:
        """Remember where the ``placed_keys`` stand; for readers."""
        self._keys_at = {key: place for key, place in places.items() if place.line is not None}

    def plus(self, *evidence: Evidence) -> Filing:
        """The same filing with more evidence."""
        for each in evidence:
            if not isinstance(each, Evidence):
                raise TypeError(f"evidence expected, not {type(each).__name__}")
        return self.model_copy(update={"evidence": (*self.evidence, *evidence)})

    def placed(self) -> Iterator[tuple[tuple[str | int, ...], Placed]]:
        """Everything that remembers its place, each under its path in the file."""
        for index, evidence in enumerate(self.evidence):
            yield ("evidence", index), evidence
        for index, target in enumerate(self.targets):
            yield ("targets", index), target
        for index, equation in enumerate(self.equations):
            yield ("equations", index), equation
        for name, figure in self.figures.items():
            yield ("figures", name), figure
        for name, source in self.sources.items():
            yield ("sources", name), source
        for name, own in self.self_assessed.items():
            yield ("self_assessed", name), own
        for name, table in self.records.items():
            yield ("records", name), table
            for index, row in enumerate(table.rows):
                yield ("records", name, "rows", index), row

    def source_of(self, evidence: Evidence) -> Source | None:
        """The source that a statement names, if it names one."""
        return self.sources.get(evidence.source)

    @property
    def name(self) -> str:
        """The file that the filing was read from; empty when a program made it."""
        return self._name

    def name_as(self, name: str, at: Place = NOWHERE) -> None:
        """Remember the file and the place of the rubric's name; for readers."""
        self._name = name
        self._at = at
