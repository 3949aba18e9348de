"""Tables score in every row what scoring that row as a filing gives, to the last digit."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pl = pytest.importorskip("polars")

import perfscore
from perfscore.columns.kernel import Kernel
from perfscore.model.filing import Filing
from perfscore.numeric import decimal_text
from perfscore.plugins import rubric_offers
from perfscore.plugins.registry import find_rubric
from perfscore.rubric.tree import Rubric
from perfscore.scoring.plan import LineKind
from perfscore.testing.filings import filings
from perfscore.values import value_text

EDITIONS = sorted((found.id, found.edition) for found in rubric_offers())


def table_from(rubric: Rubric, some: Sequence[Filing]) -> pl.DataFrame:
    """Filings as a table of texts, one column a measure."""
    columns = {"id": [str(index) for index in range(len(some))]}
    for name in rubric.measures:
        columns[name] = []
        for filing in some:
            said = [e.value for e in filing.evidence if e.measure == name]
            columns[name].append(value_text(said[0]) if said else None)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def targets_from(rubric: Rubric, some: Sequence[Filing]) -> pl.DataFrame:
    """The targets of filings as a second table, one a row."""
    rows = []
    for index, filing in enumerate(some):
        for target in filing.targets:
            said = {e.measure: value_text(e.value) for e in filing.evidence}
            rows.append(
                {
                    "id": str(index),
                    "under": target.under,
                    "planned": value_text(target.planned),
                    "compare": None if target.kind != "number" else target.compare.value,
                    "kind": target.kind,
                    "weight": None if target.weight is None else decimal_text(target.weight),
                    "actual": said.get(target.id),
                    "judged": said.get(f"{target.id}_judged"),
                }
            )
    columns = ("id", "under", "planned", "compare", "kind", "weight", "actual", "judged")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def expected(filing: Filing, rubric: Rubric) -> dict[str, object]:
    card = perfscore.score(filing, rubric)
    found: dict[str, object] = {}
    for row in (card.root, *card.rows):
        if row.kind is LineKind.TARGET:
            continue
        name = row.path or "total"
        found[f"{name} status"] = row.status.value
        for side in ("low", "high"):
            end = None if row.score is None else getattr(row.score, side)
            found[f"{name} {side}"] = end
    found["grades"] = [(g.id or g.title.en) for g in card.grade]
    return found


def shown(kernel: Kernel, scores: dict[str, object], rubric: Rubric) -> dict[str, object]:
    found: dict[str, object] = {}
    for line in kernel.lines:
        name = line.path or "total"
        prefix = f"{line.path}." if line.path else "total_"
        found[f"{name} status"] = scores[f"{line.path}.status" if line.path else "status"]
        for side in ("low", "high"):
            value = scores[prefix + side]
            if isinstance(value, str) and rubric.scale is not None:
                value = rubric.scale.ids.index(value)
            found[f"{name} {side}"] = None if value is None else Fraction(value)
    found["grades"] = scores
    return found


def require_alike(rubric: Rubric, some: Sequence[Filing]) -> None:
    frame = table_from(rubric, some)
    scored = perfscore.score_many(
        frame, rubric, period=some[0].period, targets=targets_from(rubric, some)
    )
    kernel, result = scored.kernel, scored
    assert not result.tally.refused, result.remarks
    for scores, filing in zip(result.arrow.to_pylist(), some, strict=True):
        want, got = expected(filing, rubric), shown(kernel, scores, rubric)
        grades = want.pop("grades")
        got.pop("grades")
        assert got == want
        if rubric.grades:
            ends = [grades[0], grades[-1]] if grades else [None, None]
            assert [scores["grade_low"], scores["grade_high"]] == ends
            assert scores["grade"] == (grades[0] if len(grades) == 1 else None)


@pytest.mark.parametrize(("name", "edition"), EDITIONS)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(data=st.data())
def test_every_installed_rubric(name: str, edition: str, data: st.DataObject) -> None:
    """Settled, bounded, missing and not applicable, side by side in one table."""
    rubric = find_rubric(name, edition)
    kinds = [filings(rubric, complete=True), filings(rubric), filings(rubric, absences=True)]
    some = [data.draw(kind) for kind in kinds]
    require_alike(rubric, some)
