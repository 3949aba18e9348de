"""What the evidence says of a measure once it has been reconciled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from perfscore.bounds import Bounds
from perfscore.calculation.steps import Worked
from perfscore.expression.nodes import Node
from perfscore.model.evidence import Evidence, Trust

__all__ = ["Derivation", "Reading", "State"]


class State(StrEnum):
    """What is known of a measure."""

    KNOWN = "known"
    BOUNDED = "bounded"
    MISSING = "missing"
    NOT_APPLICABLE = "not applicable"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a measure was worked out from others."""

    formula: Node
    worked: Worked


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure: its state, its bounds in base units, and the evidence it rests on.

    The bounds of a missing measure are its whole allowed range. ``trust`` is that of the weakest
    statement used; ``None`` when there is none.
    """

    measure: str
    state: State
    bounds: Bounds
    evidence: tuple[Evidence, ...] = ()
    trust: Trust | None = None
    derivation: Derivation | None = None

    @property
    def is_absent(self) -> bool:
        """Whether nothing is known: the measure is missing or called not applicable."""
        return self.state in (State.MISSING, State.NOT_APPLICABLE)
