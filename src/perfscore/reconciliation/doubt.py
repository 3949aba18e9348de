"""A doubt: a finding about a measure before anyone knows what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from perfscore.bounds import Bounds
from perfscore.model.evidence import Equation, Evidence, Figure, Source
from perfscore.model.finding import Severity
from perfscore.values import Absent
from perfscore.wording import Text

__all__ = ["SEVERITIES", "Doubt", "Way"]

SEVERITIES = {
    "bound-not-measurement": Severity.INFORMATION,
    "code-read": Severity.INFORMATION,
    "conflicting-statements": Severity.WARNING,
    "differs-from-numbers": Severity.WARNING,
    "division-by-zero": Severity.WARNING,
    "equation-fails": Severity.WARNING,
    "equation-undefined": Severity.WARNING,
    "figure-beside": Severity.INFORMATION,
    "evidence-below-trust": Severity.INFORMATION,
    "not-applicable-contradicted": Severity.WARNING,
    "one-figure-explains": Severity.WARNING,
    "other-period": Severity.WARNING,
    "record-incomplete": Severity.WARNING,
    "missing-beside-numbers": Severity.WARNING,
    "settled-by-precedence": Severity.INFORMATION,
    "source-file-changed": Severity.WARNING,
    "source-file-missing": Severity.WARNING,
    "target-restated": Severity.INFORMATION,
    "unit-drift": Severity.WARNING,
    "unit-inherited": Severity.INFORMATION,
    "unit-mismatch": Severity.WARNING,
    "unspent-share": Severity.WARNING,
    "zero-budget": Severity.WARNING,
    "unit-missing": Severity.WARNING,
    "value-approximate": Severity.WARNING,
    "value-in-words": Severity.WARNING,
    "value-out-of-range": Severity.WARNING,
    "within-tolerance": Severity.INFORMATION,
    "working-days-unknown": Severity.WARNING,
}


LEAVING_OUT = frozenset(
    {
        "other-period",
        "record-incomplete",
        "value-in-words",
        "value-out-of-range",
        "working-days-unknown",
    }
)

# What a measure could turn out to be: bounds, not applicable, or what it is taken for now.
Way = Bounds | Literal[Absent.NOT_APPLICABLE] | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """``measure`` is empty for a doubt about figures alone.

    ``alternatives`` are the readings that settling it could lead to, in base units; ``None`` is the
    reading as it stands. ``is_final`` says that they replace what formulas give as well. A doubt
    about several measures names the others in ``also``, and in ``beside`` what they would be where
    the first is not as it stands.
    """

    code: str
    measure: str
    evidence: tuple[Evidence | Figure | Equation | Source, ...]
    alternatives: tuple[Way, ...] = ()
    details: tuple[tuple[str, str | Text], ...] = ()
    is_final: bool = False
    beside: Mapping[str, Way] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def leaves_out(self) -> bool:
        """Whether something was not used, so that all its rows leave open may hang on it."""
        return self.code in LEAVING_OUT

    @property
    def severity(self) -> Severity:
        """How grave it is; fixed by the code."""
        return SEVERITIES[self.code]
