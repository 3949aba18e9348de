"""A doubt: a finding about a measure before anyone knows what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from perfscore.bounds import Bounds
from perfscore.model.evidence import Equation, Evidence, Figure, Source
from perfscore.model.finding import Severity
from perfscore.wording import Text

__all__ = ["SEVERITIES", "Doubt"]

SEVERITIES = {
    "bound-not-measurement": Severity.INFORMATION,
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


@dataclass(frozen=True, slots=True)
class Doubt:
    """``measure`` is empty for a doubt about figures alone.

    ``alternatives`` are the readings that settling it could lead to, in base units; ``None`` is the
    reading as it stands. ``is_final`` says that they replace what formulas give as well.
    """

    code: str
    measure: str
    evidence: tuple[Evidence | Figure | Equation | Source, ...]
    alternatives: tuple[Bounds | None, ...] = ()
    details: tuple[tuple[str, str | Text], ...] = ()
    is_final: bool = False

    @property
    def leaves_out(self) -> bool:
        """Whether the statement was not used, so that the measure may be missing for it."""
        return self.code in ("other-period", "value-in-words", "value-out-of-range")

    @property
    def severity(self) -> Severity:
        """How grave it is; fixed by the code. A code that a rubric's check names is a warning."""
        return SEVERITIES.get(self.code, Severity.WARNING)
